"""Keep challenges: brief, criteria, prizes, questions and files."""

import datetime as dt

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry

from models.guard import install_challenge, remove_challenge

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

SEEDED_AT = dt.datetime(2026, 11, 26, tzinfo=dt.UTC)
TERMS = (
    {
        "version": "rights-stay-1",
        "name_fi": "Oikeudet jäävät tekijälle",
        "name_sv": "Rättigheterna stannar hos den som gjort bidraget",
        "name_en": "The rights stay with whoever made the entry",
        "body_fi": (
            "Ideasi on sinun. Kaikki oikeudet ehdotukseen, myös keksintöihin ja "
            "tekijänoikeuksiin, jäävät sinulle tai tiimillesi.\n\nKaupunki ja tuomaristo "
            "käyttävät ehdotusta vain sen arvioimiseen. Muille sitä ei näytetä, ellei laki "
            "siihen velvoita.\n\nJos ehdotuksesi voittaa, kaupunki saa kertoa siitä julkisesti: "
            "nimen, tiivistelmän ja tekijän. Liikesalaisuudeksi merkitsemääsi osaa ei "
            "julkaista.\n\nJos ehdotusta aletaan kokeilla, kokeilusta sovitaan erikseen. "
            "Silloinkin oikeudet jäävät sinulle, ellei toisin sovita.\n\nVakuutat, että ehdotus "
            "on omasi ja että saat osallistua sillä."
        ),
        "body_sv": (
            "Din idé är din. Alla rättigheter till förslaget, också till uppfinningar och "
            "upphovsrätt, stannar hos dig eller ditt team.\n\nStaden och juryn använder "
            "förslaget endast för att bedöma det. Det visas inte för andra, om inte lagen "
            "kräver det.\n\nOm ditt förslag vinner får staden berätta om det offentligt: namnet,"
            " sammanfattningen och vem som gjort det. Det som du har märkt som "
            "affärshemlighet publiceras inte.\n\nOm förslaget ska provas kommer man överens om "
            "det separat. Också då stannar rättigheterna hos dig, om inget annat avtalas.\n\nDu "
            "försäkrar att förslaget är ditt eget och att du får delta med det."
        ),
        "body_en": (
            "Your idea is yours. All rights in the concept, in inventions and copyright as "
            "well, stay with you or your team.\n\nThe city and the jury use the concept only to "
            "judge it. Nobody else is shown it, unless the law requires so.\n\nIf your concept "
            "wins, the city may tell of it in public: its name, its summary and who made it. "
            "What you have marked as a trade secret is not published.\n\nIf the concept is to be"
            " tried out, that is agreed on separately. The rights stay with you then, too, "
            "unless agreed otherwise.\n\nYou assure that the concept is your own and that you "
            "may enter with it."
        ),
    },
    {
        "version": "winner-shares-1",
        "name_fi": "Voittaja antaa kaupungeille käyttöoikeuden",
        "name_sv": "Vinnaren ger städerna rätt att använda förslaget",
        "name_en": "The winner lets the cities use the concept",
        "body_fi": (
            "Ideasi on sinun, ja oikeudet siihen jäävät sinulle tai tiimillesi. Ne, jotka "
            "eivät voita, eivät luovuta mitään.\n\nVoittaja antaa haasteen kaupungille oikeuden "
            "käyttää, näyttää ja kehittää edelleen palkittua ehdotusta omassa toiminnassaan. "
            "Oikeus on maksuton, pysyvä eikä yksinomainen: voit itse käyttää ja myydä ideaasi"
            " vapaasti.\n\nKaupunki saa antaa saman oikeuden muille Suomen kunnille. Yrityksille"
            " se ei saa antaa sitä ilman lupaasi.\n\nVoittavan ehdotuksen nimi, tiivistelmä ja "
            "tekijä julkaistaan. Liikesalaisuudeksi merkitsemääsi osaa ei "
            "julkaista.\n\nVakuutat, että ehdotus on omasi ja että voit antaa siihen tämän "
            "oikeuden."
        ),
        "body_sv": (
            "Din idé är din, och rättigheterna till den stannar hos dig eller ditt team. De "
            "som inte vinner överlåter ingenting.\n\nVinnaren ger staden som ordnar utmaningen "
            "rätt att använda, visa och vidareutveckla det belönade förslaget i sin egen "
            "verksamhet. Rätten är avgiftsfri, bestående och inte exklusiv: du kan själv "
            "fritt använda och sälja din idé.\n\nStaden får ge samma rätt till andra kommuner i "
            "Finland. Till företag får den inte ge den utan ditt tillstånd.\n\nDet vinnande "
            "förslagets namn, sammanfattning och upphovsperson publiceras. Det som du har "
            "märkt som affärshemlighet publiceras inte.\n\nDu försäkrar att förslaget är ditt "
            "eget och att du kan ge denna rätt till det."
        ),
        "body_en": (
            "Your idea is yours, and the rights in it stay with you or your team. Those who "
            "do not win give nothing away.\n\nThe winner lets the city of the challenge use, "
            "show and develop the awarded concept in its own work. This right is free of "
            "charge, lasting and not exclusive: you may use and sell your idea freely "
            "yourself.\n\nThe city may give the same right to other municipalities in Finland. "
            "It may not give it to companies without your permission.\n\nThe name of the winning"
            " concept, its summary and who made it are published. What you have marked as a "
            "trade secret is not published.\n\nYou assure that the concept is your own and that "
            "you can give this right in it."
        ),
    },
)


def upgrade() -> None:
    terms = op.create_table(
        "challenge_terms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("name_fi", sa.Text(), nullable=False),
        sa.Column("name_sv", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("body_fi", sa.Text(), nullable=False),
        sa.Column("body_sv", sa.Text(), nullable=False),
        sa.Column("body_en", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_challenge_terms")),
        sa.UniqueConstraint("version", name=op.f("uq_challenge_terms_version")),
    )
    op.bulk_insert(terms, [{**one, "created_at": SEEDED_AT} for one in TERMS])
    op.create_geospatial_table(
        "challenge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=200), nullable=False),
        sa.Column("city_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "in_review",
                "edits_requested",
                "approved",
                "screening",
                "judging_1",
                "shortlisted",
                "judging_2",
                "decided",
                "announced",
                "archived",
                "cancelled",
                name="challenge_status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title_fi", sa.Text(), nullable=False),
        sa.Column("title_sv", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("summary_fi", sa.Text(), nullable=False),
        sa.Column("summary_sv", sa.Text(), nullable=False),
        sa.Column("summary_en", sa.Text(), nullable=False),
        sa.Column("brief_fi", sa.Text(), nullable=False),
        sa.Column("brief_sv", sa.Text(), nullable=False),
        sa.Column("brief_en", sa.Text(), nullable=False),
        sa.Column("expected_fi", sa.Text(), nullable=False),
        sa.Column("expected_sv", sa.Text(), nullable=False),
        sa.Column("expected_en", sa.Text(), nullable=False),
        sa.Column("after_fi", sa.Text(), nullable=False),
        sa.Column("after_sv", sa.Text(), nullable=False),
        sa.Column("after_en", sa.Text(), nullable=False),
        sa.Column("themes", sa.JSON(), nullable=False),
        sa.Column("entrants", sa.JSON(), nullable=False),
        sa.Column("eligibility_fi", sa.Text(), nullable=False),
        sa.Column("eligibility_sv", sa.Text(), nullable=False),
        sa.Column("eligibility_en", sa.Text(), nullable=False),
        sa.Column(
            "legal_form",
            sa.Enum(
                "idea_contest",
                "design_contest",
                "small_purchase",
                "grant",
                name="challenge_legal_form",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("terms_id", sa.Integer(), nullable=True),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("questions_close_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_by", sa.Date(), nullable=True),
        sa.Column("entries_open", sa.Boolean(), nullable=False),
        sa.Column("rounds", sa.Integer(), nullable=False),
        sa.Column("readers_needed", sa.Integer(), nullable=False),
        sa.Column("shortlist_size", sa.Integer(), nullable=False),
        sa.Column("least_total", sa.Numeric(precision=5, scale=2), nullable=True),
        sa.Column("normalised", sa.Boolean(), nullable=False),
        sa.Column("jurors_named", sa.Boolean(), nullable=False),
        sa.Column("jurors_see_scores", sa.Boolean(), nullable=False),
        sa.Column("contact_email", sa.String(length=254), nullable=False),
        sa.Column(
            "geom",
            Geometry(
                srid=4326,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
            ),
            nullable=True,
        ),
        sa.Column("shape_json", sa.Text(), nullable=True),
        sa.Column("anchor_x", sa.Float(), nullable=True),
        sa.Column("anchor_y", sa.Float(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("was_public", sa.Boolean(), nullable=False),
        sa.Column("copied_from_id", sa.Integer(), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("submitted_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answers_told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("closes_at > opens_at", name=op.f("ck_challenge_times_ordered")),
        sa.CheckConstraint(
            "questions_close_at IS NULL OR questions_close_at <= closes_at",
            name=op.f("ck_challenge_questions_close_first"),
        ),
        sa.CheckConstraint("readers_needed >= 1", name=op.f("ck_challenge_somebody_reads")),
        sa.CheckConstraint("rounds IN (1, 2)", name=op.f("ck_challenge_one_or_two_rounds")),
        sa.CheckConstraint("shortlist_size >= 1", name=op.f("ck_challenge_somebody_goes_on")),
        sa.ForeignKeyConstraint(["city_id"], ["city.id"], name=op.f("fk_challenge_city_id")),
        sa.ForeignKeyConstraint(
            ["copied_from_id"],
            ["challenge.id"],
            name=op.f("fk_challenge_copied_from_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["account.id"], name=op.f("fk_challenge_created_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_challenge_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["submitted_by_id"], ["account.id"], name=op.f("fk_challenge_submitted_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["terms_id"], ["challenge_terms.id"], name=op.f("fk_challenge_terms_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_challenge")),
        sa.UniqueConstraint("slug", name=op.f("uq_challenge_slug")),
    )
    op.create_geospatial_index(
        "idx_challenge_geom",
        "challenge",
        ["geom"],
        unique=False,
        postgresql_using="gist",
        postgresql_ops={},
    )
    op.create_index("ix_challenge_anchor", "challenge", ["anchor_x", "anchor_y"], unique=False)
    op.create_index("ix_challenge_city_status", "challenge", ["city_id", "status"], unique=False)
    op.create_index("ix_challenge_closes", "challenge", ["status", "closes_at"], unique=False)
    op.create_index(
        op.f("ix_challenge_organisation_id"), "challenge", ["organisation_id"], unique=False
    )
    op.create_table(
        "challenge_criterion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("challenge_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name_fi", sa.Text(), nullable=False),
        sa.Column("name_sv", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("words_fi", sa.Text(), nullable=False),
        sa.Column("words_sv", sa.Text(), nullable=False),
        sa.Column("words_en", sa.Text(), nullable=False),
        sa.Column("weight", sa.Numeric(precision=6, scale=2), nullable=False),
        sa.Column("minimum", sa.Numeric(precision=3, scale=2), nullable=True),
        sa.Column("levels", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "minimum >= 0 AND minimum <= 5",
            name=op.f("ck_challenge_criterion_minimum_on_the_scale"),
        ),
        sa.CheckConstraint("weight >= 0", name=op.f("ck_challenge_criterion_weight_not_negative")),
        sa.ForeignKeyConstraint(
            ["challenge_id"],
            ["challenge.id"],
            name=op.f("fk_challenge_criterion_challenge_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_challenge_criterion")),
        sa.UniqueConstraint(
            "challenge_id", "position", name=op.f("uq_challenge_criterion_challenge_id_position")
        ),
    )
    op.create_table(
        "challenge_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("challenge_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("alt_fi", sa.Text(), nullable=False),
        sa.Column("alt_sv", sa.Text(), nullable=False),
        sa.Column("alt_en", sa.Text(), nullable=False),
        sa.Column("licence", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_challenge_file_by_id")),
        sa.ForeignKeyConstraint(
            ["challenge_id"],
            ["challenge.id"],
            name=op.f("fk_challenge_file_challenge_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_challenge_file")),
    )
    op.create_index(
        op.f("ix_challenge_file_challenge_id"), "challenge_file", ["challenge_id"], unique=False
    )
    op.create_index(op.f("ix_challenge_file_digest"), "challenge_file", ["digest"], unique=False)
    op.create_table(
        "challenge_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("challenge_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "extended",
                "reopened",
                "cancelled",
                name="challenge_notice_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason_fi", sa.Text(), nullable=False),
        sa.Column("reason_sv", sa.Text(), nullable=False),
        sa.Column("reason_en", sa.Text(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("closes_at > closed_at", name=op.f("ck_challenge_notice_only_later")),
        sa.CheckConstraint(
            "kind = 'cancelled' OR closes_at IS NOT NULL",
            name=op.f("ck_challenge_notice_says_until_when"),
        ),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_challenge_notice_by_id")),
        sa.ForeignKeyConstraint(
            ["challenge_id"],
            ["challenge.id"],
            name=op.f("fk_challenge_notice_challenge_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_challenge_notice")),
    )
    op.create_index(
        op.f("ix_challenge_notice_challenge_id"),
        "challenge_notice",
        ["challenge_id"],
        unique=False,
    )
    op.create_table(
        "challenge_prize",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("challenge_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("amount_eur", sa.Integer(), nullable=True),
        sa.Column("reward_fi", sa.Text(), nullable=False),
        sa.Column("reward_sv", sa.Text(), nullable=False),
        sa.Column("reward_en", sa.Text(), nullable=False),
        sa.CheckConstraint("amount_eur >= 0", name=op.f("ck_challenge_prize_amount_not_negative")),
        sa.CheckConstraint("place >= 1", name=op.f("ck_challenge_prize_place_from_one")),
        sa.ForeignKeyConstraint(
            ["challenge_id"],
            ["challenge.id"],
            name=op.f("fk_challenge_prize_challenge_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_challenge_prize")),
        sa.UniqueConstraint(
            "challenge_id", "place", name=op.f("uq_challenge_prize_challenge_id_place")
        ),
    )
    op.create_table(
        "challenge_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("challenge_id", sa.Integer(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hidden_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["account.id"], name=op.f("fk_challenge_question_answered_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["account.id"], name=op.f("fk_challenge_question_asked_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["challenge_id"],
            ["challenge.id"],
            name=op.f("fk_challenge_question_challenge_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_challenge_question")),
    )
    op.create_index(
        op.f("ix_challenge_question_asked_by_id"),
        "challenge_question",
        ["asked_by_id"],
        unique=False,
    )
    op.create_index(
        "ix_challenge_question_challenge",
        "challenge_question",
        ["challenge_id", "asked_at"],
        unique=False,
    )
    op.create_table(
        "challenge_testbed",
        sa.Column("challenge_id", sa.Integer(), nullable=False),
        sa.Column("testbed_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["challenge_id"],
            ["challenge.id"],
            name=op.f("fk_challenge_testbed_challenge_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["testbed_id"],
            ["testbed.id"],
            name=op.f("fk_challenge_testbed_testbed_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("challenge_id", "testbed_id", name=op.f("pk_challenge_testbed")),
    )
    op.create_index(
        op.f("ix_challenge_testbed_testbed_id"), "challenge_testbed", ["testbed_id"], unique=False
    )
    install_challenge(op.get_bind())


def downgrade() -> None:
    remove_challenge(op.get_bind())
    op.drop_index(op.f("ix_challenge_testbed_testbed_id"), table_name="challenge_testbed")
    op.drop_table("challenge_testbed")
    op.drop_index("ix_challenge_question_challenge", table_name="challenge_question")
    op.drop_index(op.f("ix_challenge_question_asked_by_id"), table_name="challenge_question")
    op.drop_table("challenge_question")
    op.drop_table("challenge_prize")
    op.drop_index(op.f("ix_challenge_notice_challenge_id"), table_name="challenge_notice")
    op.drop_table("challenge_notice")
    op.drop_index(op.f("ix_challenge_file_digest"), table_name="challenge_file")
    op.drop_index(op.f("ix_challenge_file_challenge_id"), table_name="challenge_file")
    op.drop_table("challenge_file")
    op.drop_table("challenge_criterion")
    op.drop_index(op.f("ix_challenge_organisation_id"), table_name="challenge")
    op.drop_index("ix_challenge_closes", table_name="challenge")
    op.drop_index("ix_challenge_city_status", table_name="challenge")
    op.drop_index("ix_challenge_anchor", table_name="challenge")
    op.drop_geospatial_index(
        "idx_challenge_geom", table_name="challenge", postgresql_using="gist", column_name="geom"
    )
    op.drop_geospatial_table("challenge")
    op.drop_table("challenge_terms")
