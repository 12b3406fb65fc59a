"""What changes the public experiments (models/experiment_revision.py), for their notes."""

from models.guard_noted import Notes

NOTES = Notes(
    "experiment_revision",
    "experiment_noted",
    {
        "pilot_noted_i": "INSERT ON pilot",
        "pilot_noted_u": "UPDATE ON pilot",
        "pilot_noted_d": "DELETE ON pilot",
        "testbed_kind_noted": "UPDATE OF kind ON testbed",
    },
)
