"""System packages: found, installed by apt when we may, asked for in one sentence when not."""

from __future__ import annotations

import os
import shutil

from tools.console import CommandError, Stop, environment, output_of, progress, run_logged

_lists_are_fresh = False


def is_root() -> bool:
    """Whether this process may install system packages and must not run PostgreSQL itself."""
    return os.geteuid() == 0


def install(packages: list[str], purpose: str) -> None:
    """Install Debian or Ubuntu packages, with visible progress.

    Args:
        packages: Names of the packages.
        purpose: What Koepaikka needs them for, to fit after "needs … for".

    Raises:
        Stop: We may not or could not install them; names the packages and the command.
    """
    names = " ".join(packages)
    asked = (
        f"Koepaikka needs the system package{'s' if len(packages) > 1 else ''} {names} for "
        f"{purpose}. Install with: sudo apt-get install {names}"
    )
    if not (is_root() and shutil.which("apt-get")):
        raise Stop(asked)
    with progress(f"System package {names}"):
        refresh_lists()
        try:
            _apt_get("install", "--no-install-recommends", *packages)
        except CommandError:
            message = f"apt-get could not install it. {asked}"
            raise Stop(message) from None


def refresh_lists() -> None:
    """Fetch apt's package lists, once a run; where that fails the old lists have to do."""
    global _lists_are_fresh  # noqa: PLW0603 - one program, one apt
    if _lists_are_fresh:
        return
    try:
        _apt_get("update")
    except CommandError:
        return
    _lists_are_fresh = True


def offered(package: str) -> str | None:
    """The version of a package that apt would install, or None."""
    lines = (output_of(["apt-cache", "policy", package]) or "").splitlines()
    versions = [line.split(":", 1)[1].strip() for line in lines if "Candidate:" in line]
    return versions[0] if versions and versions[0] != "(none)" else None


def _apt_get(*arguments: str) -> None:
    run_logged(
        ["apt-get", "-q", "-y", "-o", "DPkg::Lock::Timeout=300", *arguments],
        env=environment(DEBIAN_FRONTEND="noninteractive", LC_ALL="C.UTF-8"),
    )
