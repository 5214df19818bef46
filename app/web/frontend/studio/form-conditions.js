// Conditions of a form as people build them: rows of field, comparison and value, all or any of which
// must hold.  They are kept as the part of FEEL that our forms use (see feel.js); what is richer than
// rows stays an expression, for experts.
import { compile, tokens } from '../feel.js';
import { button, choice, h, input, redrawn } from './elements.js';
import { words } from './form-words.js';

const OPERATORS = ['=', '!=', '<', '>', '<=', '>='];
const OPPOSITE = { '=': '!=', '!=': '=', '<': '>=', '>=': '<', '>': '<=', '<=': '>' };
const MEASURED = new Set(['number', 'datetime']);
const CHOSEN = new Set(['radio', 'select']);

// {negated, join, rows: [{name, operator, value}]} of an expression, or null where it is richer.
export function rowsOf(source) {
  try {
    compile(source);
    const list = tokens(source);
    const negated = list[0]?.word === 'not' && list[1]?.word === '(' && closes(list, 1) === list.length - 1;
    const inner = negated ? list.slice(2, -1) : list;
    const joins = [...new Set(inner.map((token) => token.word).filter((word) => word === 'and' || word === 'or'))];
    if (joins.length > 1) return null;
    const rows = split(inner, joins[0]).map(row);
    return rows.every(Boolean) ? { negated, join: joins[0] || 'and', rows } : null;
  } catch {
    return null;
  }
}

function closes(list, at) {
  let depth = 0;
  for (let i = at; i < list.length; i += 1) {
    if (list[i].word === '(') depth += 1;
    if (list[i].word === ')' && (depth -= 1) === 0) return i;
  }
  return -1;
}

function split(list, join) {
  const parts = [[]];
  for (const token of list) {
    if (join && token.word === join) parts.push([]);
    else parts.at(-1).push(token);
  }
  return parts;
}

function row(part) {
  const [name, operator, value] = part;
  const literal = value && ('value' in value ? value.value : { true: true, false: false, null: null }[value.word]);
  const sound = part.length === 3 && /^[A-Za-z]\w*$/.test(name.word || '') && OPERATORS.includes(operator.word) && literal !== undefined;
  return sound ? { name: name.word, operator: operator.word, value: literal } : null;
}

export function sourceOf({ negated, join, rows }) {
  const written = rows.map((one) => `${one.name} ${one.operator} ${JSON.stringify(one.value)}`).join(` ${join} `);
  return negated ? `=not(${written})` : `=${written}`;
}

// The names that an expression asks for, and the same expression with one of them changed.
export function asked(source) {
  try {
    return [...new Set(tokens(source).map((token) => token.word?.split('.')[0]).filter((word) => /^[A-Za-z]\w*$/.test(word || '') && !['and', 'or', 'not', 'true', 'false', 'null'].includes(word)))];
  } catch {
    return [];
  }
}

export function renamed(source, from, to) {
  return source.replace(/"(?:[^"\\]|\\.)*"|[A-Za-z]\w*(?:\.\w+)*/g, (word) => {
    const [first, ...rest] = word.split('.');
    return first === from ? [to, ...rest].join('.') : word;
  });
}

// “Shown only if a = b” is kept as “hidden if a != b”, as the shipped forms have it.
const shownSource = (built) => (built.rows.length === 1
  ? sourceOf({ ...built, negated: false, rows: [{ ...built.rows[0], operator: OPPOSITE[built.rows[0].operator] }] })
  : sourceOf({ ...built, negated: true }));

function shownRows(built) {
  if (built.negated) return { ...built, negated: false };
  if (built.rows.length === 1 && built.rows[0].operator === '!=' && built.rows[0].value !== null) return { ...built, rows: [{ ...built.rows[0], operator: '=' }] };
  return null;
}

// The editor of when a field is shown; `change(expression or '')`.
export function visibility(source, fields, change) {
  const built = source ? rowsOf(source) : null;
  const shown = built && shownRows(built);
  const mode = !source ? 'always' : shown ? 'shown' : 'hidden';
  const place = h('div');
  const draw = (now, rows) => redrawn(place, () => {
    const write = now === 'shown' ? shownSource : sourceOf;
    place.replaceChildren(
      choice(words.condition, now, [['always', words.shownAlways], ['shown', words.shownIf], ['hidden', words.hiddenIf]], (next) => {
        const begun = rows || { negated: false, join: 'and', rows: first(fields) };
        const possible = next === 'always' ? null : begun;
        change(possible?.rows.length ? (next === 'shown' ? shownSource : sourceOf)(possible) : '');
        draw(next, possible);
      }, { hideLabel: true }),
      ...(now === 'always' ? [] : [rows ? table(rows, fields, (next) => change(write(next))) : h('p', { class: 'small' }, words.tooRich)]),
      raw(source, fields, change));
  });
  draw(mode, built && (shown || built));
  return place;
}

// The editor of a plain condition, such as when a field is required.
export function when(source, fields, change) {
  const built = source ? rowsOf(source) : { negated: false, join: 'and', rows: first(fields) };
  if (!source && built.rows.length) change(sourceOf(built));
  return h('div', {},
    built && !built.negated ? table(built, fields, (next) => change(sourceOf(next))) : h('p', { class: 'small' }, words.tooRich),
    raw(source || sourceOf(built), fields, change));
}

const first = (fields) => (fields.length ? [{ name: fields[0].key, operator: '=', value: start(fields[0]) }] : []);

function start(field) {
  if (field?.type === 'checkbox') return true;
  if (CHOSEN.has(field?.type) && field.values?.length) return field.values[0].value;
  return field?.type === 'number' ? 0 : '';
}

function table(built, fields, change) {
  const place = h('div', { role: 'group', 'aria-label': words.conditions });
  const draw = () => redrawn(place, () => {
    place.replaceChildren(
      ...(built.rows.length > 1 ? [choice(words.join, built.join, [['and', words.all], ['or', words.any]], (join) => { built.join = join; change(built); })] : []),
      ...built.rows.map((one, at) => line(one, at)),
      button(words.addCondition, () => { built.rows.push(...first(fields)); change(built); draw(); }));
  });
  function line(one, at) {
    const field = fields.find(({ key }) => key === one.name);
    const set = (next, redraw = true) => { Object.assign(one, next); change(built); if (redraw) draw(); };
    return h('div', { class: 'form-editor-row' },
      choice(words.field, one.name, fields.map((f) => [f.key, f.title]), (name) => set({ name, operator: '=', value: start(fields.find((f) => f.key === name)) })),
      choice(words.comparison, one.value === null ? `${one.operator}null` : one.operator, comparisons(field), (operator) => {
        if (operator.endsWith('null')) set({ operator: operator.slice(0, -4), value: null });
        else set({ operator, value: one.value === null ? start(field) : one.value });
      }),
      value(one, field, (next) => set({ value: next }, false)),
      built.rows.length > 1 ? button(words.remove, () => { built.rows.splice(at, 1); change(built); draw(); }) : null);
  }
  draw();
  return place;
}

function comparisons(field) {
  const found = [['=', words.is], ['!=', words.isNot]];
  if (MEASURED.has(field?.type)) found.push(['<', words.less], ['>', words.more], ['<=', words.atMost], ['>=', words.atLeast]);
  return field?.type === 'checkbox' ? found : [...found, ['=null', words.isEmpty], ['!=null', words.isFilled]];
}

function value(one, field, change) {
  if (one.value === null) return null;
  if (field?.type === 'checkbox') return choice(words.value, String(one.value), [['true', words.yes], ['false', words.no]], (next) => change(next === 'true'));
  if (CHOSEN.has(field?.type) && field.values?.length) return choice(words.value, String(one.value), field.values.map((o) => [o.value, o.label]), change);
  if (field?.type === 'number') return input(words.value, one.value, (next) => change(Number(next) || 0), { type: 'number', step: 'any' });
  return input(words.value, one.value, change, { type: field?.type === 'datetime' ? 'date' : 'text' });
}

// The expression itself; it is told at once where it cannot be read or asks for what is not there.
function raw(source, fields, change) {
  const told = (text) => {
    if (!text.trim()) return change('') || '';
    try {
      compile(text);
    } catch {
      return words.rawWrong;
    }
    const unknown = asked(text).find((name) => !fields.some(({ key }) => key === name));
    change(text.trim().startsWith('=') ? text.trim() : `=${text.trim()}`);
    return unknown ? words.rawUnknown(unknown) : '';
  };
  return h('details', { class: 'mt-2' }, h('summary', { class: 'small' }, words.raw), input(words.raw, source, told, { class: 'form-control form-control-sm font-monospace' }));
}
