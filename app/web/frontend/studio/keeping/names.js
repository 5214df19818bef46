// The modeler drops an element whose id is not plain ASCII, or is another's too.  Such elements
// are lent a name of their own while they are being edited.
import { elements, idOf, rename } from './document.js';

const PLAIN = /^([a-z][\w\-.]*:)?[a-z_][\w\-.]*$/i;
const BPMN = 'http://www.omg.org/spec/BPMN/20100524/MODEL';

// Changes the document; returns lent name → own name.
export function lend(document) {
  const lent = new Map();
  const all = elements(document);
  const taken = new Set(all.map(idOf));
  const fresh = (own) => {
    let number = lent.size + 1;
    while (taken.has(`lent_${number}`)) number += 1;
    taken.add(`lent_${number}`);
    lent.set(`lent_${number}`, own);
    return `lent_${number}`;
  };
  const instead = renamed(all, fresh);
  if (instead.size) rename(elements(document), (word) => instead.get(word));
  doubled(all, (id) => fresh(lent.get(id) ?? id));
  return lent;
}

// Also what refers to them is told the new name.
function renamed(all, fresh) {
  const instead = new Map();
  for (const element of all) {
    const id = idOf(element);
    if (id && !PLAIN.test(id) && !instead.has(id)) instead.set(id, fresh(id));
  }
  return instead;
}

// Elements of the process keep an id that their drawing has as well; others refer to the first.
function doubled(all, fresh) {
  const first = new Map();
  const drawnLast = [...all.filter((e) => e.namespaceURI === BPMN), ...all.filter((e) => e.namespaceURI !== BPMN)];
  for (const element of drawnLast.filter(idOf)) {
    const id = idOf(element);
    if (first.has(id)) element.setAttribute('id', fresh(id));
    else first.set(id, element);
  }
}

export function giveBack(document, lent) {
  if (lent.size) rename(elements(document), (word) => lent.get(word));
}
