"""The fixed vocabularies of a testbed record.  Labels in three languages: app/labels.py."""

import enum


class TestbedKind(enum.StrEnum):
    """What sort of place it is."""

    SCHOOL = "school"
    HOSPITAL = "hospital"
    STREET = "street"
    NEIGHBOURHOOD = "neighbourhood"
    MALL = "mall"
    ELDERLY_HOME = "elderly_home"
    PARK = "park"
    HARBOUR = "harbour"
    LIBRARY = "library"
    CAMPUS = "campus"
    TRANSPORT = "transport"
    INDOOR = "indoor"
    VIRTUAL = "virtual"


class Environment(enum.StrEnum):
    """Whether real life goes on there."""

    AUTHENTIC = "authentic"
    SIMULATED = "simulated"
    VIRTUAL = "virtual"


class Theme(enum.StrEnum):
    """What is tried out; shared by testbeds, pilots and applications."""

    MOBILITY = "mobility"
    LOGISTICS = "logistics"
    HEALTH_WELLBEING = "health_wellbeing"
    LEARNING = "learning"
    ENERGY = "energy"
    CIRCULAR_ECONOMY = "circular_economy"
    BUILT_ENVIRONMENT = "built_environment"
    GREEN_NATURE = "green_nature"
    LIGHTING = "lighting"
    IOT_DATA = "iot_data"
    NETWORKS = "5g_6g"
    ROBOTICS = "robotics"
    FOOD = "food"
    TOURISM_EVENTS = "tourism_events"
    PARTICIPATION = "participation"


class ApplicantKind(enum.StrEnum):
    """Who a testbed welcomes."""

    COMPANIES = "companies"
    UNIVERSITIES = "universities"
    ASSOCIATIONS = "associations"
    STUDENT_TEAMS = "student_teams"
    RESIDENTS = "residents"


class SlotUnit(enum.StrEnum):
    """What one place in the ledger stands for."""

    DAY = "day"
    HOUR = "hour"


class Approval(enum.StrEnum):
    """Whose yes an application needs."""

    HOST = "host"
    HOST_CITY = "host_city"
    AUTOMATIC = "automatic"


class EntryMode(enum.StrEnum):
    """When one may apply."""

    ALWAYS = "always"
    CALL = "call"
    INVITATION = "invitation"


class Money(enum.StrEnum):
    """Who pays whom."""

    PAID = "paid"
    FREE = "free"
    FEE = "fee"


class Infrastructure(enum.StrEnum):
    """What the place offers."""

    POWER = "power"
    MOUNTING = "mounting"
    NETWORK_5G = "network_5g"
    WIFI = "wifi"
    LORAWAN = "lorawan"
    DATA_FEED = "data_feed"
    STORAGE = "storage"
    STAFF_SUPPORT = "staff_support"
    VEHICLE_ACCESS = "vehicle_access"
    WATER = "water"


class Permit(enum.StrEnum):
    """Permits and reviews that a pilot at this place usually needs."""

    RESEARCH = "research_permit"
    STREET = "street_permit"
    ETHICS = "ethics_review"
    DATA_PROTECTION = "data_protection"
    GUARDIAN = "guardian_consent"
    LANDOWNER = "landowner"
    TRAFFIC = "traffic_arrangement"
