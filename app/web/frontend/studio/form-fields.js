// The fields of a form as the editor holds them: where each stands, its name, changes of it.
import { language } from './words.js';
import { asked, renamed } from './form-conditions.js';
import { KINDS, kind, words } from './form-words.js';

export const SUPPORTED = Object.keys(KINDS);
const KEYED = new Set(SUPPORTED.filter((type) => !['text', 'separator', 'group', 'table'].includes(type)));
const COUNTED = new Set(['checklist', 'taglist', 'filepicker', 'dynamiclist']); // lists: no comparison reads them
const NAME = /^[A-Za-z][A-Za-z0-9_]{0,59}$/;
const RESERVED = ['typename', 'csrf_token', 'version', 'constructor', 'prototype', 'tostring', 'valueof', 'hasownproperty', 'isprototypeof', 'tolocalestring'];
const isMadeUp = (field, key) => new RegExp(`^${field.type}_[0-9a-z]{1,9}$`, 'i').test(key); // by form-js, for a new field

export function fieldsOf(editor) {
  const registry = editor.get('formFieldRegistry');
  const modeling = editor.get('modeling');
  const schema = () => editor._getState().schema;
  const parent = (field) => registry.get(field._parent) || schema();
  const property = (field) => (field.type === 'dynamiclist' ? 'path' : 'key');

  const edit = (field, changes) => modeling.editFormField(field, changes);
  // A change of what stands in an object of the field; what is empty goes.
  const within = (part) => (field, name, value) => {
    const { [name]: _old, ...rest } = field[part] || {};
    const empty = value === '' || value === null || value === undefined || value === false;
    edit(field, { [part]: empty ? rest : { ...rest, [name]: value } });
  };

  // The components whose answers lie beside this one's: those of the form, or of its row.
  const home = (field) => {
    for (let at = parent(field); at; at = at._parent ? registry.get(at._parent) : null) if (at.type === 'dynamiclist' || !at._parent) return at;
    return schema();
  };
  const beside = (container) => (container.components || []).flatMap((one) => (one.type === 'group' ? [one, ...beside(one)] : [one]));

  function named(field) {
    const said = field.properties || {};
    return (language === 'en' && (said.label_en || said.text_en)) || field.label || field.dateLabel || field.text || kind(field.type);
  }

  // What a condition of this field may ask for.
  function askable(field) {
    const found = [];
    for (let at = home(field); at; at = at._parent ? home(at) : null) {
      found.push(...beside(at).filter((one) => one !== field && KEYED.has(one.type) && !COUNTED.has(one.type)));
      if (!at._parent) break;
    }
    return found.map((one) => ({ ...one, key: one.key, title: named(one) }));
  }

  function wrongKey(field, key) {
    if (!NAME.test(key) || key.includes('__')) return words.keyWrong;
    if (RESERVED.includes(key.toLowerCase())) return words.keyReserved;
    const taken = beside(home(field)).some((one) => one !== field && (one.type === 'dynamiclist' ? one.path : one.key) === key);
    return taken ? words.keyTaken : '';
  }

  // Another key; conditions that ask for it follow.
  function rename(field, key) {
    const wrong = wrongKey(field, key);
    if (wrong) return wrong;
    const from = field[property(field)];
    edit(field, { [property(field)]: key });
    for (const one of registry.getAll()) {
      const hide = one.conditional?.hide, required = one.properties?.required_when;
      if (hide && asked(hide).includes(from)) edit(one, { conditional: { ...one.conditional, hide: renamed(hide, from, key) } });
      if (required && asked(required).includes(from)) within('properties')(one, 'required_when', renamed(required, from, key));
    }
    return '';
  }

  // A key that people can read, once the field has an English name.
  function proposeKey(field, english) {
    if (!KEYED.has(field.type) || !isMadeUp(field, field[property(field)] || '')) return false;
    const key = english.toLowerCase().replace(/[^a-z0-9]+/g, '_').replace(/^[_0-9]+|_+$/g, '').slice(0, 40);
    return Boolean(key) && rename(field, key) === '';
  }

  function move(field, by) {
    const from = parent(field), at = from.components.indexOf(field), to = at + by;
    if (to < 0 || to >= from.components.length) return;
    modeling.moveFormField(field, from, from, at, by > 0 ? to + 1 : to, editor.get('formLayouter').getRowForField(field), null);
  }

  function remove(field) {
    const from = parent(field);
    modeling.removeFormField(field, from, from.components.indexOf(field));
  }

  function add(type) {
    return modeling.addFormField({ type }, schema(), schema().components.length);
  }

  return {
    schema, edit, within, named, askable, rename, proposeKey, move, remove, add, property, isKeyed: (field) => KEYED.has(field.type),
    all: () => beside({ components: (schema().components || []) }).flatMap((one) => (one.type === 'dynamiclist' ? [one, ...beside(one)] : [one])),
  };
}

// What a new field begins with: names in both languages, and what our forms need.
export function begin(field) {
  const [chinese, english] = KINDS[field.type];
  const said = { ...field.properties };
  if (field.type === 'text') Object.assign(field, { text: chinese });
  else if (field.type === 'datetime') Object.assign(field, { dateLabel: chinese, subtype: 'date' });
  else if (field.type !== 'separator') field.label = chinese;
  if (field.type !== 'separator') said[field.type === 'text' ? 'text_en' : 'label_en'] = english;
  if (field.values) {
    field.values = [1, 2].map((n) => ({ label: `选项 ${n}`, value: `option_${n}` }));
    said.options_en = { option_1: 'Option 1', option_2: 'Option 2' };
  }
  if (field.type === 'textfield') field.validate = { maxLength: 200 };
  if (field.type === 'textarea') field.validate = { maxLength: 2000 };
  if (field.type === 'number') field.decimalDigits = 0;
  if (field.type === 'table') Object.assign(field, { columns: [{ key: 'name', label: '名称', label_en: 'Name' }], dataSource: undefined });
  field.properties = said;
}

// The form without what form-js notes for itself, so that a comparison shows what people changed.
export function tidy(part) {
  if (!part.components) return part;
  const rows = part.components.map((one) => one.layout?.row);
  return { ...part, components: part.components.map((one) => tidy(bare(one, rows))) };
}

function bare({ layout = {}, showOutline, ...field }, rows) {
  const { row, ...rest } = layout;
  const shared = row && rows.filter((other) => other === row).length > 1;
  const kept = shared ? { ...rest, row } : rest;
  if (kept.columns === null) delete kept.columns;
  return {
    ...field,
    ...(Object.keys(kept).length ? { layout: kept } : {}),
    ...(showOutline === undefined || field.type === 'group' ? {} : { showOutline }),
  };
}

// Fields put beside each other share the line: our page needs to know how wide each is.
export function shareRows(editor) {
  const events = ['commandStack.formField.add.postExecuted', 'commandStack.formField.move.postExecuted'];
  editor.get('eventBus').on(events, ({ context: { formField } }) => {
    const registry = editor.get('formFieldRegistry');
    const ids = editor.get('formLayouter').getRowForField(formField)?.components || [];
    if (ids.length < 2) return;
    const columns = Math.floor(16 / ids.length);
    for (const field of ids.map((id) => registry.get(id)).filter((one) => !one.layout?.columns)) {
      editor.get('modeling').editFormField(field, 'layout', { ...field.layout, columns });
    }
  });
}
