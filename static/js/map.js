/* Our maps: what the one-line calls of geodata/maps.py do.  The layers are modules of their own in
   static/js/map/, found by the import map that the page carries.  Contract of the data: geodata/maps.py. */
import { Base } from "koepaikka_map_base";
import { offer } from "koepaikka_map_element";
import { createMap } from "koepaikka_map_frame";

offer({ map: createMap, base: (o) => new Base(o) });
