"""Who may open which page. Deny by default: a page is either on the short public list or needs an account."""

# names of URL patterns that answer without an account; a test walks all the others as nobody
PUBLIC = frozenset({"account_login", "account_logout", "healthy", "set_language", "exit"})


def is_public(url_name: str | None) -> bool:
    return url_name in PUBLIC


def may_enter(user) -> bool:
    """Staff only, for now; the roles of each page come on top of this."""
    return user.is_authenticated and user.is_active and user.is_staff
