// XML documents as the comparison reads them.
const DECLARATIONS = 'http://www.w3.org/2000/xmlns/';
const TYPES = 'http://www.w3.org/2001/XMLSchema-instance';

export function parse(xml) {
  const document = new DOMParser().parseFromString(xml, 'application/xml');
  return document.getElementsByTagName('parsererror').length ? null : document;
}

export function write(document) {
  const text = new XMLSerializer().serializeToString(document).trim();
  return `<?xml version="1.0" encoding="UTF-8"?>\n${text.replace(/^<\?xml[^>]*\?>\s*/, '')}\n`;
}

export const isElement = (node) => node.nodeType === Node.ELEMENT_NODE;
export const isText = (node) => node.nodeType === Node.TEXT_NODE || node.nodeType === Node.CDATA_SECTION_NODE;
// What counts of a node's content: elements and comments.
export const parts = (node) => [...node.childNodes].filter((n) => isElement(n) || n.nodeType === Node.COMMENT_NODE);
export const attributes = (element) => [...element.attributes].filter((a) => a.namespaceURI !== DECLARATIONS);
export const declarations = (element) => [...element.attributes].filter((a) => a.namespaceURI === DECLARATIONS);
export const elements = (document) => [...document.getElementsByTagName('*')];

const DRAWN = ['MODEL', 'DI'].map((part) => `http://www.omg.org/spec/BPMN/20100524/${part}`);

// What an element is known by; an `id` in another tool's extension names nothing in the diagram.
export const idOf = (node) => (isElement(node) && DRAWN.includes(node.namespaceURI) && node.getAttribute('id')) || '';

// The sheets of a file, and what each of them shows.
export const diagrams = (root) => [...root.children].filter((e) => e.localName === 'BPMNDiagram');
export const sheetOf = (diagram) => diagram.querySelector('*|BPMNPlane')?.getAttribute('bpmnElement') || '';

// Two siblings with the same name are candidates for one another.
export const nameOf = (node) => (isElement(node) ? `{${node.namespaceURI || ''}}${node.localName}` : '#comment');

// The text that stands in an element, but between its elements only where there is more than space.
export function textOf(element) {
  const text = [...element.childNodes].filter(isText).map((n) => n.data).join('');
  return text.trim() ? text : '';
}

export const isMixed = (element) => parts(element).length > 0 && textOf(element) !== '';

// An attribute, whatever prefix it is written with; one of BPMN's own may be written with or without.
export function attributeOf(element, { namespaceURI, localName }) {
  const own = namespaceURI === element.namespaceURI ? '' : namespaceURI || '';
  return attributes(element).find((a) => a.localName === localName
    && (a.namespaceURI === element.namespaceURI ? '' : a.namespaceURI || '') === own);
}

// The meaning of a value: numbers by what they are, types by their namespace.
export function meaning(attribute) {
  const { value } = attribute;
  if (attribute.namespaceURI === TYPES && attribute.localName === 'type') return qualified(attribute.ownerElement, value);
  return /^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(value.trim()) && value.length < 16 ? String(Number(value)) : value;
}

function qualified(element, value) {
  const [local, prefix = null] = value.trim().split(':').reverse();
  return `{${element.lookupNamespaceURI(prefix) || ''}}${local}`;
}

// A copy without the elements that stand in no namespace; nothing where there are none.
export function withoutNameless(document) {
  if (!elements(document).some((e) => !e.namespaceURI)) return null;
  const copy = document.cloneNode(true);
  for (const element of elements(copy)) if (!element.namespaceURI) element.remove();
  return copy;
}

const REFERRING = new Set(['id', 'default', 'bpmnElement', 'calledElement', 'labelStyle', 'sourceElement', 'targetElement', 'choreographyActivityShape']);
const HOLDING = new Set(['incoming', 'outgoing', 'source', 'target', 'supports']);
const refers = (name, others) => /Refs?$/.test(name) || others.has(name);

export const isReference = (a) => !a.namespaceURI && DRAWN.includes(a.ownerElement.namespaceURI) && refers(a.localName, REFERRING);

// Where the ids of other elements, or its own, stand in an element: what is there, and how to put
// others.  An id may be as short as “1”, so it is looked for nowhere else.
export function namesIn(element) {
  if (!DRAWN.includes(element.namespaceURI)) return [];
  const found = attributes(element).filter(isReference)
    .map((a) => ({ text: a.value, put: (text) => { a.value = text; } }));
  if (element.children.length === 0 && refers(element.localName, HOLDING)) {
    found.push({ text: element.textContent, put: (text) => { element.textContent = text; } });
  }
  return found;
}

// Put other names for names.
export function rename(all, instead) {
  for (const element of all) {
    for (const { text, put } of namesIn(element)) {
      const now = text.split(/(\s+)/).map((word) => instead(word) ?? word).join('');
      const whole = instead(text.trim()) ?? now;
      if (whole !== text) put(whole);
    }
  }
}

const written = new WeakMap();

// The same text for nodes that say the same, whatever they are written with.
export function canonical(node) {
  if (!isElement(node)) return `<!--${node.data}-->`;
  if (!written.has(node)) {
    const said = attributes(node).map((a) => `${a.namespaceURI || ''}|${a.localName}=${JSON.stringify(meaning(a))}`).sort();
    const mixed = parts(node).length > 0;
    const inside = [...node.childNodes].filter((n) => !isText(n) || n.data.trim())
      .map((n) => (isText(n) ? JSON.stringify(mixed ? n.data.trim() : n.data) : canonical(n)));
    written.set(node, `<${nameOf(node)} ${said.join(' ')}>${inside.join('')}</>`);
  }
  return written.get(node);
}
