"""The independent auditor, which shares no code with the site, vouches for every page."""

from publishing.audit.site import audit_site
from tests.public_site.conftest import BuiltSite


def test_it_works(any_site: BuiltSite) -> None:
    any_site.packages.mkdir(exist_ok=True)
    assert [str(finding) for finding in audit_site(any_site.out, any_site.packages)] == []
