"""The categories and topics that the two doors start with; the coordinator may add to them and reword them."""

from uuid import UUID, uuid5

from django.db import migrations

NAMESPACE = UUID("6f2e7c1a-5d0b-4b1e-9a63-0f6c8d2b7e41")

# service, code, then the label in English, French and Dutch
CATEGORIES = [
    ("open_house", "administrative", "Administrative questions", "Questions administratives", "Administratieve vragen"),
    ("open_house", "collaboration_presence", "Working together and dropping in", "Collaboration et présence", "Samenwerking en langskomen"),
    ("open_house", "digital_safety", "Digital safety", "Sécurité numérique", "Digitale veiligheid"),
    ("open_house", "discrimination_violence", "Discrimination and violence", "Discriminations et violences", "Discriminatie en geweld"),
    ("open_house", "migration", "Migration", "Migration", "Migratie"),
    ("helpdesk", "discrimination", "Discrimination", "Discriminations", "Discriminatie"),
    ("helpdesk", "professionalisation", "Setting up and running the work", "Professionnalisation", "Professionalisering"),
    ("helpdesk", "rights_information", "Information on rights", "Information sur les droits", "Informatie over rechten"),
    ("helpdesk", "violence_threats", "Violence and threats", "Violences et menaces", "Geweld en bedreigingen"),
]

# code, the label in English, French and Dutch, then its category at the Open House and at the helpdesk
TOPICS = [
    ("banking_and_insurance", "Banking and insurance", "Banque et assurances", "Bank en verzekeringen", "administrative", ""),
    ("business_registration", "Registering a business", "Inscription à la Banque-Carrefour des Entreprises", "Inschrijving in de Kruispuntbank van Ondernemingen", "administrative", ""),
    ("labour_framework", "The labour law framework", "Cadre de travail légal", "Wettelijk arbeidskader", "administrative", "professionalisation"),
    ("social_security", "Social security", "Sécurité sociale", "Sociale zekerheid", "administrative", ""),
    ("starting_self_employed", "Starting as self-employed", "Se lancer comme indépendant·e", "Starten als zelfstandige", "administrative", "professionalisation"),
    ("taxes_and_vat", "Taxes and VAT", "Impôts et TVA", "Belastingen en btw", "administrative", ""),
    ("coworking", "Coworking at the office", "Coworking au bureau", "Coworking op kantoor", "collaboration_presence", ""),
    ("getting_to_know_us", "Getting to know us", "Faire connaissance avec nous", "Kennismaken met ons", "collaboration_presence", ""),
    ("informal_talk", "An informal talk", "Un moment d’échange informel", "Een informele babbel", "collaboration_presence", ""),
    ("library", "The library", "La bibliothèque", "De bibliotheek", "collaboration_presence", ""),
    ("account_security", "Keeping accounts safe", "Sécuriser ses comptes", "Accounts beveiligen", "digital_safety", ""),
    ("content_leak", "Leaked content", "Fuite de contenu", "Gelekte content", "digital_safety", ""),
    ("discrimination_public_service", "Discrimination by a public service", "Discrimination par un service public", "Discriminatie door een openbare dienst", "discrimination_violence", ""),
    ("harassment", "Harassment", "Harcèlement", "Pesterijen en intimidatie", "discrimination_violence", ""),
    ("suspected_trafficking", "Suspected trafficking", "Suspicion de traite des êtres humains", "Vermoeden van mensenhandel", "discrimination_violence", "violence_threats"),
    ("threat_of_outing", "Threat of being outed", "Menace d’outing", "Dreiging met outing", "discrimination_violence", "violence_threats"),
    ("diploma_equivalence", "Recognition of a diploma", "Équivalence de diplôme", "Gelijkwaardigheid van een diploma", "migration", ""),
    ("foreign_business_in_belgium", "A foreign business working in Belgium", "Une entreprise étrangère active en Belgique", "Met een buitenlandse onderneming in België werken", "migration", ""),
    ("order_to_leave", "Order to leave the territory", "Ordre de quitter le territoire", "Bevel om het grondgebied te verlaten", "migration", ""),
    ("working_abroad", "Working abroad", "Travailler à l’étranger", "Werken in het buitenland", "migration", ""),
    ("dismissed_from_other_job", "Dismissed from another job", "Licenciement d’un autre emploi", "Ontslagen uit een andere job", "", "discrimination"),
    ("loan_account_or_insurance_refused", "Loan, account or insurance refused", "Refus de crédit, de compte ou d’assurance", "Lening, rekening of verzekering geweigerd", "", "discrimination"),
    ("payment_service_refused", "Payment service refused", "Refus d’un service de paiement", "Betaaldienst geweigerd", "", "discrimination"),
    ("subsidised_organisation", "Discrimination by a subsidised organisation", "Discrimination par une organisation subsidiée", "Discriminatie door een gesubsidieerde organisatie", "", "discrimination"),
    ("competition", "Competition", "Concurrence", "Concurrentie", "", "professionalisation"),
    ("finding_a_workplace", "Finding a workplace", "Trouver un lieu de travail", "Een werkplek vinden", "", "professionalisation"),
    ("insurance_bookkeeper", "Insurance and bookkeeper", "Assurance et comptable", "Verzekering en boekhouder", "", "professionalisation"),
    ("publication_of_business_info", "Business details made public", "Publication des données de l’entreprise", "Openbaarmaking van ondernemingsgegevens", "", "professionalisation"),
    ("starting_under_contract", "Starting under an employment contract", "Commencer sous contrat de travail", "Starten met een arbeidsovereenkomst", "", "professionalisation"),
    ("working_from_home", "Working from home", "Travailler à domicile", "Thuis werken", "", "professionalisation"),
    ("asylum_procedure", "Asylum procedure", "Procédure d’asile", "Asielprocedure", "", "rights_information"),
    ("fines", "Fines", "Amendes", "Boetes", "", "rights_information"),
    ("lawfulness_of_dismissal", "Lawfulness of a dismissal", "Légalité d’un licenciement", "Rechtmatigheid van een ontslag", "", "rights_information"),
    ("local_regulations", "Local regulations", "Règlements communaux", "Gemeentelijke reglementen", "", "rights_information"),
    ("police_or_inspection_raid", "Raid by police or inspection", "Descente de police ou de l’inspection", "Inval van politie of inspectie", "", "rights_information"),
    ("validity_of_contracts", "Validity of contracts", "Validité des contrats", "Geldigheid van contracten", "", "rights_information"),
    ("boundaries_not_respected", "Boundaries not respected", "Limites non respectées", "Grenzen niet gerespecteerd", "", "violence_threats"),
    ("non_consensual_images", "Images taken or shared without consent", "Images prises ou diffusées sans consentement", "Beelden gemaakt of gedeeld zonder toestemming", "", "violence_threats"),
    ("payment_refused_or_reversed", "Payment refused or reversed", "Paiement refusé ou annulé", "Betaling geweigerd of teruggedraaid", "", "violence_threats"),
    ("stalking", "Stalking", "Harcèlement obsessionnel (stalking)", "Stalking", "", "violence_threats"),
]


def sow(apps, schema_editor):
    """What is there already stays as it is, so that the step can be repeated."""
    categories = {
        (service, code): uuid5(NAMESPACE, f"category/{service}/{code}") for service, code, *_ in CATEGORIES
    }
    _add(apps, "Category", [
        dict(id=categories[service, code], service=service, code=code, label_en=en, label_fr=fr, label_nl=nl)
        for service, code, en, fr, nl in CATEGORIES
    ])
    _add(apps, "Topic", [
        dict(id=uuid5(NAMESPACE, f"topic/{code}"), code=code, label_en=en, label_fr=fr, label_nl=nl)
        for code, en, fr, nl, *_ in TOPICS
    ])
    _add(apps, "Listing", [
        dict(
            id=uuid5(NAMESPACE, f"listing/{service}/{code}"),
            topic_id=uuid5(NAMESPACE, f"topic/{code}"),
            category_id=categories[service, category],
            service=service,
        )
        for code, _en, _fr, _nl, open_house, helpdesk in TOPICS
        for service, category in (("open_house", open_house), ("helpdesk", helpdesk))
        if category
    ])


def _add(apps, name, rows):
    model = apps.get_model("support", name)
    model.objects.bulk_create([model(**row) for row in rows], ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("support", "0001_initial")]

    operations = [migrations.RunPython(sow, migrations.RunPython.noop)]
