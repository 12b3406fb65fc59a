"""Why administrators switch accounts off and on, and why they give up a mail."""

import enum


class SwitchReason(enum.StrEnum):
    """Why an account was switched off or on again; what the audit trail keeps of it."""

    LEFT = "left"
    MISUSE = "misuse"
    STOLEN = "stolen"
    DOUBLE = "double"
    ASKED = "asked"
    MISTAKE = "mistake"


class DropReason(enum.StrEnum):
    """Why a mail is not to be sent any more."""

    TOLD = "told"
    OUT_OF_DATE = "out_of_date"
    NO_ADDRESS = "no_address"
    FAULTY = "faulty"
