"""What the profiles ask of a catalogue, as shapes of our own: DCAT-AP 3.0.1 and avoindata.fi.

A line names a class and then its properties: how many there may be (``1..1``, ``1..``, ``..1``) and
what each is: a literal (``text``), a day or an instant (``when``), a name (``name``), or a class.
Both profiles at once: where one is stricter, its rule stands.
Source: https://semiceu.github.io/DCAT-AP/releases/3.0.1/ and https://www.avoindata.fi/ns.
"""

import pyshacl
from rdflib import Graph

PREFIXES = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
RULES = """
dcat:Catalog
    dct:title 1.. text, dct:description 1.. text, dct:publisher 1..1 foaf:Agent
    dcat:dataset 1.. dcat:Dataset, dcat:service .. dcat:DataService, foaf:homepage ..1 foaf:Document
    dct:language 1.. dct:LinguisticSystem, dct:license 1..1 dct:LicenseDocument
    dct:rights ..1 dct:RightsStatement, dct:spatial 1.. dct:Location, dct:modified 1..1 when
    dct:issued ..1 when, dcat:themeTaxonomy 1.. skos:ConceptScheme
    dcat:contactPoint .. vcard:Organization
dcat:Dataset
    dct:title 3.. text, dct:description 3.. text, dct:identifier 1..1 text
    dct:publisher 1..1 foaf:Agent, dcat:contactPoint 1.. vcard:Organization
    dcat:distribution 1.. dcat:Distribution, dcat:keyword 3.. text, dcat:theme 1.. skos:Concept
    dct:spatial 1..1 dct:Location, dct:temporal ..1 dct:PeriodOfTime, dct:modified 1..1 when
    dct:issued ..1 when, dct:accrualPeriodicity 1..1 dct:Frequency
    dct:accessRights 1..1 dct:RightsStatement, dct:language 3..3 dct:LinguisticSystem
    dct:conformsTo .. dct:Standard, dct:provenance .. dct:ProvenanceStatement
    dcat:landingPage 3..3 foaf:Document, foaf:page .. foaf:Document, dct:isPartOf ..1 name
dcat:Distribution
    dct:title 3.. text, dcat:accessURL 1..1 name, dcat:downloadURL ..1 name
    dct:license 1..1 dct:LicenseDocument, dct:rights 1..1 dct:RightsStatement
    dcat:mediaType 1..1 dct:MediaType, dct:format ..1 dct:MediaTypeOrExtent
    dct:conformsTo .. dct:Standard, dct:language 1.. dct:LinguisticSystem, dct:modified 1..1 when
    dct:issued ..1 when, dcat:accessService ..1 dcat:DataService, dcat:byteSize ..0 text
dcat:DataService
    dct:title 1.. text, dct:description 1.. text, dcat:endpointURL 1..1 name
    dcat:endpointDescription 1..1 name, dcat:servesDataset 1.. dcat:Dataset
    dct:publisher 1..1 foaf:Agent, dcat:contactPoint 1.. vcard:Organization
    dct:license 1..1 dct:LicenseDocument, dct:accessRights 1..1 dct:RightsStatement
foaf:Agent
    foaf:name 1.. text, dct:type 1..1 skos:Concept
skos:Concept
    skos:prefLabel 1.. text
skos:ConceptScheme
    dct:title 1.. text
vcard:Organization
    vcard:fn 1.. text
dct:Location
    dcat:bbox ..1 text
dct:PeriodOfTime
    dcat:startDate ..1 when, dcat:endDate ..1 when
"""
KINDS = {
    "text": "sh:nodeKind sh:Literal",
    "name": "sh:nodeKind sh:IRI",
    "when": "sh:or ([sh:datatype xsd:date] [sh:datatype xsd:dateTime])",
}


def broken(graph: Graph) -> str:
    """Return what a graph breaks, an empty text for nothing."""
    conforms, _results, text = pyshacl.validate(graph, shacl_graph=shapes())
    return "" if conforms else str(text)


def shapes() -> Graph:
    """Return the rules as SHACL."""
    head = "".join(f"@prefix {short}: <{long}> .\n" for short, long in PREFIXES.items())
    parts, target = [], ""
    for line in RULES.strip().splitlines():
        if not line.startswith(" "):
            target = line
            continue
        parts += [_shape(target, *rule.split()) for rule in line.split(",")]
    return Graph().parse(data=head + "\n".join(parts), format="turtle")


def _shape(target: str, path: str, times: str, kind: str) -> str:
    low, high = times.split("..")
    counts = (f"; sh:minCount {low}" if low else "") + (f"; sh:maxCount {high}" if high else "")
    what = KINDS.get(kind, f"sh:class {kind}")
    return (
        f"[] a sh:NodeShape; sh:targetClass {target}; "
        f"sh:property [ sh:path {path}{counts}; {what} ] ."
    )
