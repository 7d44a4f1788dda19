"""What the database holds for the audit trail."""

from utsopi.triggers import append_only

APPEND_ONLY = append_only("audit_auditentry")
