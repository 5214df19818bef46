// What the file says and the modeler's version of it does not: `lost: [{ what, place, … }]`, with
// the ids that the modeler knew, by which a later save tells what was deleted.
//
// A place is found again in a later save by the nearest id above it and the way down from there.
import {
  attributeOf, attributes, canonical, declarations, diagrams, elements, idOf, isElement, isMixed, meaning, nameOf, parts, sheetOf, textOf,
} from './document.js';

export function difference(original, carried) {
  const lost = [];
  if (!carried) return { lost, ids: new Set() };
  const root = original.documentElement;
  for (const { name, value } of declarations(root)) lost.push({ what: 'declaration', name, value });
  missing(original, carried, lost);
  sheets(root, carried.documentElement, lost);
  compare(root, carried.documentElement, lost);
  return { lost, ids: new Set(elements(carried).map(idOf).filter(Boolean)) };
}

function compare(own, carried, lost) {
  if (canonical(own) === canonical(carried)) return;
  if (isMixed(own) || nameOf(own) !== nameOf(carried)) {
    lost.push({ what: 'content', place: placeOf(carried), own, instead: canonical(carried) });
    return;
  }
  for (const attribute of attributes(own)) {
    const other = attributeOf(carried, attribute);
    if (!other || meaning(other) !== meaning(attribute) || other.namespaceURI !== attribute.namespaceURI) {
      lost.push({ what: 'attribute', place: placeOf(carried), attribute, instead: other ? other.value : null });
    }
  }
  if (textOf(own) && textOf(own) !== textOf(carried)) {
    lost.push({ what: 'text', place: placeOf(carried), text: textOf(own), instead: textOf(carried) });
  }
  missing(own, carried, lost);
}

function missing(own, carried, lost) {
  const pairs = matched(own, carried);
  let before = null;
  for (const part of parts(own)) {
    const other = pairs.get(part);
    if (!other) {
      lost.push({ what: 'part', place: placeOf(carried), part, before, sheet: lost.sheets?.get(idOf(part)) || '' });
    } else if (isElement(part) && own.nodeType !== Node.DOCUMENT_NODE) {
      compare(part, other, lost);
    }
    before = other ? { place: placeOf(other) } : { part };
  }
}

// The modeler moves what is drawn in a closed sub-process to a sheet of its own, at another
// place; it adds these at the end.
function sheets(own, carried, lost) {
  lost.sheets = new Map();
  for (const diagram of diagrams(carried).slice(diagrams(own).length)) {
    lost.push({ what: 'sheet', sheet: sheetOf(diagram), instead: canonical(diagram) });
    for (const element of diagram.getElementsByTagName('*')) if (idOf(element)) lost.sheets.set(idOf(element), sheetOf(diagram));
  }
}

// Which part of the one is which of the other: by id, else the same words, else the same name.
function matched(own, carried) {
  const pairs = new Map();
  const left = new Map();
  for (const part of parts(carried)) listed(left, nameOf(part)).push(part);
  const pair = (isSame) => {
    for (const part of parts(own)) {
      const candidates = left.get(nameOf(part));
      if (!candidates || pairs.has(part)) continue;
      const at = candidates.findIndex((other) => isSame(part, other));
      if (at >= 0) pairs.set(part, candidates.splice(at, 1)[0]);
    }
  };
  pair((one, other) => keyOf(one) !== '' && keyOf(one) === keyOf(other));
  pair((one, other) => keyOf(one) === '' && canonical(one) === canonical(other));
  pair((one, other) => isElement(one) && keyOf(one) === '' && keyOf(other) === '');
  renamed(own, [...left.values()].flat(), pairs);
  return pairs;
}

// It writes some elements under the name of their type.
function renamed(own, left, pairs) {
  for (const part of parts(own).filter((one) => isElement(one) && !pairs.has(one))) {
    const same = (other) => isElement(other) && keyOf(other) === keyOf(part) && (keyOf(part) !== '' || textOf(other) === textOf(part));
    const at = left.findIndex(same);
    if (at >= 0 && (keyOf(part) || textOf(part))) pairs.set(part, left.splice(at, 1)[0]);
  }
}

function listed(map, key) {
  if (!map.has(key)) map.set(key, []);
  return map.get(key);
}

function keyOf(node) {
  return isElement(node) ? node.getAttribute('id') || node.getAttribute('bpmnElement') || '' : '';
}

export function placeOf(node) {
  const steps = [];
  let here = node;
  while (here.parentNode && here.nodeType !== Node.DOCUMENT_NODE && !idOf(here)) {
    const alike = parts(here.parentNode).filter((n) => nameOf(n) === nameOf(here));
    steps.unshift({ name: nameOf(here), at: alike.indexOf(here), of: alike.length });
    here = here.parentNode;
  }
  return { id: idOf(here), steps };
}
