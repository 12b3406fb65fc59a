"""A fault of the service in each of its states."""

from collections.abc import Mapping
from typing import Any

from models.account import User
from models.fault import FaultStatus
from tests.factories.fault import fault_in


def fault(_session: Any, _place: Any, _people: Mapping[str, User], state: str) -> dict[str, Any]:
    return {"fault": fault_in(FaultStatus(state)).id}
