"""What the versions of a testbed say of its pictures, files and links."""

from typing import Any

from models.testbed import Testbed

PARTS = ("pictures", "files", "links")


def media_of(testbed: Testbed) -> dict[str, Any]:
    """Return the three lists in their order, as JSON can hold them; None where there is nothing.

    None, because versions kept before there were pictures say nothing of them either.
    """
    pictures = [
        {
            "digest": one.digest, "width": one.width, "height": one.height,
            "alt": one.alt.as_dict(), "licence": one.licence.value, "credit": one.credit,
        }
        for one in testbed.pictures
    ]  # fmt: skip
    files = [
        {
            "digest": one.digest, "kind": one.kind.value, "size": one.size,
            "title": one.title.as_dict(),
        }
        for one in testbed.files
    ]  # fmt: skip
    links = [
        {"url": one.url, "title": one.title.as_dict(), "publisher": one.publisher}
        for one in testbed.links
    ]
    return {"pictures": pictures or None, "files": files or None, "links": links or None}
