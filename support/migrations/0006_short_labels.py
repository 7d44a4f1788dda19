"""Words that fit on a button, where the label is too long for one."""

from django.db import migrations

# code, then the words in English, French and Dutch; empty where the label itself fits
CATEGORIES = [
    ("open_house", "administrative", "Paperwork", "Administratif", "Administratie"),
    ("open_house", "collaboration_presence", "Dropping in", "De passage", "Langskomen"),
    ("open_house", "digital_safety", "Online", "En ligne", "Online"),
    ("open_house", "discrimination_violence", "Violence", "Violences", "Geweld"),
    ("helpdesk", "professionalisation", "The work", "Le travail", "Het werk"),
    ("helpdesk", "rights_information", "Rights", "Droits", "Rechten"),
    ("helpdesk", "violence_threats", "Violence", "Violences", "Geweld"),
]
TOPICS = [
    ("banking_and_insurance", "Bank, insurance", "Banque, assurance", "Bank, verzekering"),
    ("business_registration", "Registration", "Inscription BCE", "Inschrijving KBO"),
    ("labour_framework", "Labour rules", "Droit du travail", "Arbeidsrecht"),
    ("starting_self_employed", "Starting up", "Se lancer", "Starten"),
    ("taxes_and_vat", "Taxes, VAT", "Impôts, TVA", "Belasting, btw"),
    ("coworking", "Working here", "Coworking", "Hier werken"),
    ("getting_to_know_us", "Getting to know us", "Connaissance", "Kennismaken"),
    ("informal_talk", "Talking", "Discuter", "Babbelen"),
    ("library", "Library", "Bibliothèque", "Bibliotheek"),
    ("account_security", "Account security", "Comptes sûrs", "Veilige accounts"),
    ("content_leak", "", "Fuite de contenu", ""),
    ("discrimination_public_service", "Refused service", "Service refusé", "Dienst geweigerd"),
    ("harassment", "", "", "Intimidatie"),
    ("suspected_trafficking", "Exploitation", "Exploitation", "Uitbuiting"),
    ("threat_of_outing", "Threat of outing", "Menace d’outing", "Dreiging outing"),
    ("diploma_equivalence", "Diploma", "Diplôme", "Diploma"),
    ("foreign_business_in_belgium", "Foreign business", "Firme étrangère", "Buitenlandse firma"),
    ("order_to_leave", "Order to leave", "Ordre de quitter", "Bevel te vertrekken"),
    ("working_abroad", "", "À l’étranger", "In het buitenland"),
    ("dismissed_from_other_job", "Other job lost", "Autre emploi", "Andere job"),
    ("loan_account_or_insurance_refused", "Bank refused", "Banque refusée", "Bank geweigerd"),
    ("payment_service_refused", "Payments refused", "Paiement en ligne", "Betaaldienst"),
    ("subsidised_organisation", "Subsidised org.", "Org. subsidiée", "Gesubsidieerde org."),
    ("finding_a_workplace", "A workplace", "Lieu de travail", "Een werkplek"),
    ("insurance_bookkeeper", "Bookkeeper", "Comptable", "Boekhouder"),
    ("publication_of_business_info", "Details made public", "Données publiées", "Gegevens openbaar"),
    ("starting_under_contract", "With a contract", "Sous contrat", "Met contract"),
    ("working_from_home", "", "À domicile", ""),
    ("asylum_procedure", "Asylum", "Asile", "Asiel"),
    ("lawfulness_of_dismissal", "Dismissal", "Licenciement", "Ontslag"),
    ("local_regulations", "", "Règles communales", "Gemeentelijk"),
    ("police_or_inspection_raid", "A raid", "Descente", "Inval"),
    ("validity_of_contracts", "Contracts", "Contrats", "Contracten"),
    ("boundaries_not_respected", "Boundaries", "Limites", "Grenzen"),
    ("non_consensual_images", "Images", "Images", "Beelden"),
    ("payment_refused_or_reversed", "Payment reversed", "Paiement annulé", "Niet betaald"),
    ("stalking", "", "Stalking", ""),
]


def sow(apps, schema_editor):
    """Words that somebody has chosen meanwhile stay."""
    for service, code, *words in CATEGORIES:
        _shorten(apps.get_model("support", "Category").objects.filter(service=service, code=code), words)
    for code, *words in TOPICS:
        _shorten(apps.get_model("support", "Topic").objects.filter(code=code), words)


def _shorten(row, words) -> None:
    for language, short in zip(("en", "fr", "nl"), words, strict=True):
        if short:
            row.filter(**{f"short_{language}": ""}).update(**{f"short_{language}": short})


class Migration(migrations.Migration):
    dependencies = [("support", "0005_sort_later")]

    operations = [migrations.RunPython(sow, migrations.RunPython.noop)]
