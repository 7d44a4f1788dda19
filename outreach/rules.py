"""What the database holds for vouchers: a line of the ledger is neither changed nor deleted."""

from utsopi.triggers import append_only

LEDGER = append_only("outreach_ledgerentry")
