"""The private side: pages for ASN and HR. Thin views; every rule is in `assessment`, every act in `kinerja_office`."""

from forms_service.app import create_app
from forms_service.web.serving import serve

__all__ = ["create_app", "serve"]
