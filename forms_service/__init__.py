"""PRIVATE: pages for ASN and HR; thin views with no rules of their own."""
