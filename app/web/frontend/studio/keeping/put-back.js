// Lay what the modeler cannot carry over what it has saved.  Whatever was changed or deleted in
// the editor stays so: only what still stands as the modeler first wrote it is made whole again.
import {
  attributeOf, canonical, diagrams, elements, idOf, isElement, isReference, nameOf, namesIn, parts, rename, sheetOf, textOf,
} from './document.js';

export function putBack(document, { lost, ids }, renamed = new Map()) {
  const saved = new Saved(document, lost, ids, renamed);
  for (const one of lost) DOINGS[one.what](saved, one);
}

const DOINGS = {
  declaration({ document }, { name, value }) {
    if (!document.documentElement.hasAttribute(name)) {
      document.documentElement.setAttributeNS('http://www.w3.org/2000/xmlns/', name, value);
    }
  },

  attribute(saved, { place, attribute, instead }) {
    const host = saved.find(place);
    const refers = isReference(attribute);
    if (!host || (refers && saved.speaksOfDeleted(attribute.value))) return;
    const now = attributeOf(host, attribute);
    if ((now ? now.value : null) !== instead) return;
    if (now) host.removeAttributeNode(now);
    host.setAttributeNS(attribute.namespaceURI, attribute.name, refers ? saved.now(attribute.value) : attribute.value);
  },

  text(saved, { place, text, instead }) {
    const host = saved.find(place);
    if (host && textOf(host) === instead && !parts(host).some(isElement)) host.textContent = text;
  },

  content(saved, { place, own, instead }) {
    const host = saved.find(place);
    if (host && canonical(host) === instead) host.replaceWith(saved.copy(own));
  },

  // Untouched, what was moved goes back to where it was drawn.
  sheet(saved, { sheet, instead }) {
    const diagram = diagrams(saved.document.documentElement).find((one) => sheetOf(one) === sheet);
    if (!diagram || canonical(diagram) !== instead) return;
    for (const element of diagram.getElementsByTagName('*')) saved.byId.delete(idOf(element));
    diagram.remove();
    saved.undone.add(sheet);
  },

  part(saved, { place, part, before, sheet }) {
    const host = saved.find(place);
    if (!host || (sheet && !saved.undone.has(sheet)) || (isElement(part) && saved.isGoneOrThere(part))) return;
    const copy = saved.copy(part);
    const after = before && (before.part ? saved.copies.get(before.part) : saved.find(before.place));
    if (after && after.parentNode === host) after.after(copy);
    else host.insertBefore(copy, host.firstChild);
    saved.copies.set(part, copy);
  },
};

class Saved {
  constructor(document, lost, ids, renamed) {
    this.document = document;
    this.renamed = renamed;
    this.copies = new Map();
    this.undone = new Set();
    this.byId = new Map();
    for (const element of elements(document)) {
      const id = idOf(element);
      if (id && !this.byId.has(id)) this.byId.set(id, element);
    }
    this.places = new Map();
    for (const { place, before } of lost) for (const one of [place, before && before.place]) this.remember(one);
    this.deleted = new Set([...ids].filter((id) => !this.byId.has(this.now(id))));
  }

  // Places are looked up before anything is put back: later they would count what was.
  remember(place) {
    if (place && !this.places.has(place)) this.places.set(place, this.lookUp(place));
  }

  find(place) {
    return this.places.get(place) || null;
  }

  lookUp({ id, steps }) {
    let here = id ? this.byId.get(this.now(id)) : this.document;
    for (const { name, at, of } of steps) {
      const alike = here ? parts(here).filter((n) => nameOf(n) === name) : [];
      here = alike.length === of ? alike[at] : null;
    }
    return here || null;
  }

  now(id) {
    return this.renamed.get(id) ?? id;
  }

  // A copy that calls everything by the name it has now.
  copy(node) {
    const made = this.document.importNode(node, true);
    if (this.renamed.size && isElement(made)) rename([made, ...made.getElementsByTagName('*')], (word) => this.renamed.get(word));
    return made;
  }

  speaksOfDeleted(text) {
    return this.deleted.size > 0 && text.split(/\s+/).some((word) => this.deleted.has(word));
  }

  isGoneOrThere(element) {
    const all = [element, ...element.getElementsByTagName('*')];
    return all.some((e) => this.byId.has(this.now(idOf(e))))
      || all.some((e) => namesIn(e).some(({ text }) => this.speaksOfDeleted(text)));
  }
}
