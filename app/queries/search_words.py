"""Words that searching knows of: last parts of compounds, and what kinds of place are called.

Finnish and Swedish write compounds as one word: who looks for a library means
“keskustakirjasto” and “stadsbiblioteket” too.  A whole dictionary would find parts where there are
none; this list holds the last parts by which people look for places and experiments.
"""

from models.testbed_kind import TestbedKind

KIND_WORDS: dict[TestbedKind, str] = {
    TestbedKind.SCHOOL: "koulu lukio päiväkoti oppilaitos skola gymnasium daghem school",
    TestbedKind.HOSPITAL: "sairaala terveysasema sjukhus hälsostation hospital clinic",
    TestbedKind.STREET: "katu tie gata väg street road",
    TestbedKind.NEIGHBOURHOOD: "kaupunginosa asuinalue stadsdel bostadsområde neighbourhood",
    TestbedKind.MALL: "kauppakeskus ostoskeskus köpcentrum shopping centre mall",
    TestbedKind.ELDERLY_HOME: "hoivakoti vanhainkoti palvelutalo äldreboende servicehus care home",
    TestbedKind.PARK: "puisto metsä park skog forest",
    TestbedKind.HARBOUR: "satama ranta hamn strand harbour port",
    TestbedKind.LIBRARY: "kirjasto bibliotek library",
    TestbedKind.CAMPUS: "kampus yliopisto ammattikorkeakoulu campus universitet yrkeshögskola",
    TestbedKind.TRANSPORT: "liikenne raitiovaunu bussi juna trafik spårvagn buss tåg transport",
    TestbedKind.INDOOR: "sisätila laboratorio halli inomhus labb hall indoor lab",
    TestbedKind.VIRTUAL: "virtuaalinen digitaalinen virtuell digital virtual",
}

COMPOUND_ENDS: tuple[str, ...] = (
    *("kirjasto", "koulu", "lukio", "kampus", "katu", "tie", "kuja", "polku", "silta", "tori"),
    *("aukio", "puisto", "metsä", "satama", "ranta", "laituri", "saari", "sairaala", "asema"),
    *("pysäkki", "keskus", "talo", "koti", "halli", "tila", "alue", "valo", "valot", "vaunu"),
    *("juna", "pyörä", "robotti", "auto", "mittari", "anturi", "penkki", "energia", "lämpö"),
    *("liikenne", "palvelu", "ruoka", "jäte", "vesi", "ilma", "melu", "kasvi", "peli", "kerho"),
    *("bibliotek", "skola", "gymnasium", "gata", "gatan", "väg", "stig", "bro", "torg", "park"),
    *("skog", "hamn", "strand", "brygga", "sjukhus", "station", "hållplats", "centrum", "hus"),
    *("hem", "hall", "område", "ljus", "lykta", "vagn", "tåg", "cykel", "robot", "mätare"),
    *("givare", "bänk", "energi", "värme", "trafik", "tjänst", "avfall", "vatten", "buller"),
)
SHORTEST_BEGINNING = 3  # letters before the end, or it is no compound
