"""A testbed's record is written section by section, and every change is kept."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from app import clock
from app.queries.search import matching_ids
from app.queries.testbed_history import changes
from app.services.testbed import Basics, Terms, create, save
from models.account import CityRole
from models.audit import AuditLine
from models.base import Translated
from models.booking import Booking, BookingStatus, slot_of
from models.errors import CapacityError, FieldError, ForbiddenError, NotFoundError
from models.testbed import Testbed, TestbedStatus, TestbedVersion
from models.testbed_kind import Approval, EntryMode, Environment, SlotUnit, TestbedKind
from tests.factories.account import acting, staff
from tests.factories.city import city
from tests.factories.testbed import draft, testbed

BASICS = Basics(
    name=Translated("Koekatu", "Provgatan", "Trial street"),
    summary=Translated("Katu keskustassa.", "En gata i centrum.", ""),
    description=Translated("Valopylväitä ja sähköä.", "Lyktstolpar och el.", ""),
    kind=TestbedKind.STREET,
    environment=Environment.AUTHENTIC,
    themes=["lighting"],
    operator="Katuyksikkö",
    contact_email="kadut@koepaikka.example",
)
TERMS = Terms(
    capacity=2,
    slot_unit=SlotUnit.DAY,
    min_days=1,
    max_days=30,
    lead_days=7,
    decision_rhythm_days=14,
    hold_days=7,
    applicants=["companies"],
    entry_mode=EntryMode.ALWAYS,
    approval=Approval.HOST_CITY,
)


@pytest.fixture
def editor(session):
    return acting(staff(CityRole.EDITOR, "helsinki"))


def begun(editor, name=None):
    return create(
        editor, city_id=city("helsinki").id, name=name or Translated("Koekatu"), kind=None
    )


def test_a_draft_needs_only_a_name(editor, session):
    one = session.get(Testbed, begun(editor))
    assert one.status is TestbedStatus.DRAFT
    assert one.slug == "koekatu"
    assert one.contact_email == city("helsinki").role_mailbox
    with pytest.raises(FieldError) as refused:
        create(editor, city_id=city("helsinki").id, name=Translated(), kind=None)
    assert (refused.value.code, refused.value.field) == ("name_needed", "name_fi")


def test_addresses_are_unique_in_a_city_and_never_empty(editor, session):
    names = ["Äijälän ranta", "Äijälän ranta", "日本", "<script>", "a" * 300]
    made = [session.get(Testbed, begun(editor, Translated(name))).slug for name in names]
    assert made == ["aijalan-ranta", "aijalan-ranta-2", "koepaikka", "script", "a" * 80]


def test_the_address_follows_the_name_until_it_is_published(editor, session):
    one = begun(editor)
    save(editor, one, 1, replace(BASICS, name=Translated("Toinen katu")))
    assert session.get(Testbed, one).slug == "toinen-katu"


def test_every_change_is_kept_audited_and_found(editor, session):
    one = begun(editor)
    saved = save(editor, one, 1, BASICS)
    assert saved["version"] == 2
    assert set(saved["changed"]) >= {"name", "summary", "kind", "themes"}
    kept = session.scalars(
        select(TestbedVersion).where(TestbedVersion.testbed_id == one).order_by("number")
    ).all()
    assert [row.number for row in kept] == [1, 2]
    assert kept[1].record["name"] == {"fi": "Koekatu", "sv": "Provgatan", "en": "Trial street"}
    assert kept[1].by_id == editor.user_id
    line = session.scalars(select(AuditLine).where(AuditLine.action == "testbed:edit")).one()
    assert line.thing_id == one
    assert "summary" in line.facts["fields"]
    assert "Katu keskustassa" not in str(line.facts)
    assert matching_ids("testbed", "valopylväs") == {one}


def test_saving_the_same_again_changes_nothing(editor, session):
    one = begun(editor)
    first = save(editor, one, 1, BASICS)
    again = save(editor, one, first["version"], BASICS)
    assert again == {"version": first["version"], "changed": []}
    assert session.query(TestbedVersion).filter_by(testbed_id=one).count() == 2


def test_history_tells_one_sitting_as_one_change(editor, session):
    one = begun(editor)
    second = save(editor, one, 1, BASICS)
    save(editor, one, second["version"], TERMS)
    told = changes(one)
    assert [change.is_first for change in told] == [False, True]
    assert {"name", "capacity"} <= set(told[0].fields)
    assert told[0].who == editor.name


def test_a_record_brought_in_from_elsewhere_keeps_what_it_was(editor, session):
    one = draft("helsinki", summary=Translated("Vanha"))
    save(editor, one.id, 1, BASICS)
    kept = session.query(TestbedVersion).filter_by(testbed_id=one.id, number=1).one()
    assert kept.record["summary"]["fi"] == "Vanha"


def test_what_everybody_sees_stays_complete(editor, session):
    one = testbed("helsinki")
    with pytest.raises(FieldError) as refused:
        save(editor, one.id, 1, replace(BASICS, summary=Translated(en="Only English"), themes=[]))
    assert refused.value.code == "needed_while_public"
    assert refused.value.facts["fields"] == ["summary_fi", "summary_sv", "themes"]
    assert session.get(Testbed, one.id).summary.fi == "Tiivistelmä"


def test_capacity_follows_the_bookings(editor, session):
    one = testbed("helsinki", capacity=2)
    book(session, one, 2)
    with pytest.raises(CapacityError) as refused:
        save(editor, one.id, 1, replace(TERMS, capacity=1))
    assert refused.value.code == "capacity_in_use"
    assert refused.value.facts["days"]
    assert save(editor, one.id, 1, replace(TERMS, capacity=3))["version"] == 2
    assert session.get(Testbed, one.id).capacity == 3
    with pytest.raises(FieldError) as refused:
        save(editor, one.id, 2, replace(TERMS, capacity=3, slot_unit=SlotUnit.HOUR))
    assert (refused.value.code, refused.value.field) == ("unit_in_use", "slot_unit")


def book(session, one, units):
    """Book the next days of a testbed, past the pages."""
    first = slot_of(clock.today()) + 3
    session.add(
        Booking(
            testbed_id=one.id,
            start_slot=first,
            end_slot=first + 2,
            units=units,
            status=BookingStatus.CONFIRMED,
            created_at=clock.now(),
        )
    )
    session.commit()


def test_another_citys_staff_know_nothing_of_it(editor, session):
    one = begun(editor)
    stranger = acting(staff(CityRole.COORDINATOR, "tampere"))
    with pytest.raises(NotFoundError):
        save(stranger, one, 1, BASICS)
    with pytest.raises(ForbiddenError):
        create(stranger, city_id=city("helsinki").id, name=Translated("X"), kind=None)
