"""What changes the list and the map of testbeds (models/testbed_revision.py), for their notes."""

from models.guard_noted import Notes

COLUMNS = (
    "status", "city_id", "kind", "environment", "money", "themes", "applicants", "infrastructure",
    "user_groups", "minors", "patients", "entry_mode", "capacity", "min_days", "max_days",
    "anchor_x", "anchor_y", "name_fi", "name_sv", "name_en",
)  # fmt: skip
NOTES = Notes(
    "testbed_revision",
    "testbed_noted",
    {
        "testbed_noted_i": "INSERT ON testbed",
        "testbed_noted_u": f"UPDATE OF {', '.join(COLUMNS)} ON testbed",
        "testbed_noted_d": "DELETE ON testbed",
    },
)
