"""Rounds and vouchers: what was done in the street, and where every euro went."""

from .rounds import Area, FollowUp, Handout, Material, Observation, Round, RoundPartner, RoundTap
from .vouchers import (
    Envelope,
    Invitation,
    LedgerEntry,
    ProgrammePartner,
    Proposal,
    Token,
    VoucherProgramme,
)

__all__ = [
    "Area",
    "Envelope",
    "FollowUp",
    "Handout",
    "Invitation",
    "LedgerEntry",
    "Material",
    "Observation",
    "ProgrammePartner",
    "Proposal",
    "Round",
    "RoundPartner",
    "RoundTap",
    "Token",
    "VoucherProgramme",
]
