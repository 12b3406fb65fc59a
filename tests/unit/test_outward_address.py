"""Which addresses from outside may be connected to, in every spelling that leads inside."""

import ipaddress

import pytest

from app.adapters.outward_address import AddressError, Rules, Target, may_connect, target_of

INSIDE = [
    "127.0.0.1", "127.1", "0", "0.0.0.1", "2130706433", "0x7f000001", "0x7f.1", "017700000001",
    "0177.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "192.0.0.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "192.0.2.1",
    "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:10.0.0.1]", "[::ffff:7f00:1]", "[::7f00:1]",
    "[fe80::1]", "[fc00::1]", "[fd12:3456::1]", "[ff02::1]", "[64:ff9b::7f00:1]",
    "[64:ff9b:1::1]", "[2002:7f00:1::]", "[2001:0:7f00:1::]", "[2001:db8::1]", "[fec0::1]",
    "localhost", "LOCALHOST", "localhost.", "a.localhost", "intranet", "db.internal",
    "printer.local", "router.lan", "０x7f.1", "①②⑦.0.0.1", "127。0。0。1",
]  # fmt: skip


@pytest.mark.parametrize("host", INSIDE)
def test_no_spelling_of_an_address_inside_passes(host):
    with pytest.raises(AddressError) as refused:
        target_of(f"https://{host}/", Rules())
    assert refused.value.code == "url_inside"


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://example.org/", "url_not_https"),
        ("ftp://example.org/", "url_not_https"),
        ("file:///etc/passwd", "url_not_https"),
        ("https://user@example.org/", "url_with_password"),
        ("https://user:pass@example.org/", "url_with_password"),
        ("https://example.org:80/", "url_port"),
        ("https://example.org:22/", "url_port"),
        ("https://example.org:99999/", "url_unreadable"),
        ("https://exa mple.org/", "url_unreadable"),
        ("https://example.org/\r\nX-More: 1", "url_unreadable"),
        ("https://example.org\\@127.0.0.1/", "url_with_password"),
        ("https://example.org/ä", "url_unreadable"),
        ("https://example.org/#part", "url_unreadable"),
        ("https://-example.org/", "url_unreadable"),
        (f"https://{'a' * 64}.org/", "url_unreadable"),
        ("https://[fe80::1%25eth0]/", "url_inside"),
        ("https:///path", "url_unreadable"),
        ("", "url_not_https"),
    ],
)
def test_what_is_no_plain_https_address_is_refused(url, code):
    with pytest.raises(AddressError) as refused:
        target_of(url, Rules())
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("url", "target", "netloc"),
    [
        ("https://example.org", Target("https", "example.org", 443, "/"), "example.org"),
        (
            "https://Example.ORG./a?b=c",
            Target("https", "example.org", 443, "/a?b=c"),
            "example.org",
        ),
        ("https://ääni.fi/", Target("https", "xn--ni-uiaa.fi", 443, "/"), "xn--ni-uiaa.fi"),
        ("https://1.1.1.1/", Target("https", "1.1.1.1", 443, "/"), "1.1.1.1"),
        ("https://[2606:4700::1]/", Target("https", "2606:4700::1", 443, "/"), "[2606:4700::1]"),
    ],
)
def test_a_public_address_is_taken_apart(url, target, netloc):
    assert target_of(url, Rules()) == target
    assert target_of(url, Rules()).netloc == netloc


def test_other_ports_are_the_operators_choice():
    rules = Rules(frozenset({443, 8443}))
    target = target_of("https://example.org:8443/", rules)
    assert (target.port, target.netloc) == (8443, "example.org:8443")


def test_this_machine_is_for_tests_alone():
    ip = ipaddress.ip_address("127.0.0.1")
    assert target_of("http://127.0.0.1:8000/", Rules(loopback=True)).port == 8000
    assert may_connect(ip, Rules(loopback=True))
    assert not may_connect(ip, Rules())
    assert not may_connect(ipaddress.ip_address("10.0.0.1"), Rules(loopback=True))
    assert not may_connect(ipaddress.ip_address("::ffff:127.0.0.1"), Rules())
