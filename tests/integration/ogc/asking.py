"""Questions to /ogc and what came back, checked for what holds of every answer."""

GEOJSON = "application/geo+json"
ROOT = "/ogc"


def ask(client, path, **args):
    """Return the JSON of an address below /ogc that answers."""
    response = get(client, path, **args)
    assert response.status_code == 200, response.get_data(as_text=True)
    return response.get_json(force=True)


def get(client, path, headers=None, **args):
    """Return the answer of an address below /ogc; ``_`` in a name of a parameter is a dash."""
    asked = {name.replace("__", "-"): value for name, value in args.items()}
    response = client.get(f"{ROOT}{path}", query_string=asked, headers=headers)
    assert response.status_code < 500
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "Set-Cookie" not in response.headers
    return response


def items(client, collection, **args):
    """Return the features of a page."""
    return ask(client, f"/collections/{collection}/items", **args)["features"]


def ids(client, collection, **args):
    """Return the ids on a page."""
    return [one["id"] for one in items(client, collection, **args)]


def link(document, rel):
    """Return the address of the first link of a relation, or None."""
    return next((one["href"] for one in document["links"] if one["rel"] == rel), None)


def walked(client, collection, between=lambda: None, **args):
    """Return the ids on all pages, following ``next``; ``between`` happens after each page."""
    document = ask(client, f"/collections/{collection}/items", **args)
    found = [one["id"] for one in document["features"]]
    while (url := link(document, "next")) is not None:
        between()
        response = client.get(url)
        assert response.status_code == 200, response.get_data(as_text=True)
        document = response.get_json(force=True)
        found += [one["id"] for one in document["features"]]
    return found
