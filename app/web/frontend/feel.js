// The part of FEEL that our forms use, without `eval`:  = != < > <= >=  and  or  not()  null
// true  false  "text"  numbers  dotted.names  ( ).  The twin of `app/workflow/forms/conditions.py`.
const TOKEN = /\s*(?:("(?:[^"\\]|\\.)*")|(-?\d+(?:\.\d+)?)|(!=|<=|>=|[=<>()])|([\p{L}_][\p{L}\p{N}_.]*))/uy;
const OPERATORS = new Set(['=', '!=', '<', '>', '<=', '>=']);
const CONSTANTS = { null: null, true: true, false: false };

export class Unreadable extends Error {}

export function tokens(text) {
  const found = [];
  const source = text.replace(/^\s*=/, '').trim();
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < source.length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(source);
    if (!match) throw new Unreadable(`${source} (${at})`);
    if (match[1] !== undefined) found.push({ value: JSON.parse(match[1]) });
    else if (match[2] !== undefined) found.push({ value: Number(match[2]) });
    else found.push({ word: match[3] ?? match[4] });
  }
  return found;
}

// Return a function of the form's values.
export function compile(text) {
  const list = tokens(text);
  let at = 0;
  const peek = () => list[at]?.word;
  const take = (word) => {
    if (peek() !== word) throw new Unreadable(`${text}: ${word} expected`);
    at += 1;
  };
  function either() {
    let left = both();
    while (peek() === 'or') { take('or'); const a = left, b = both(); left = (v) => a(v) === true || b(v) === true; }
    return left;
  }
  function both() {
    let left = compared();
    while (peek() === 'and') { take('and'); const a = left, b = compared(); left = (v) => a(v) === true && b(v) === true; }
    return left;
  }
  function compared() {
    const left = plain();
    if (!OPERATORS.has(peek())) return left;
    const operator = list[at++].word;
    const right = plain();
    return (v) => compare(operator, left(v), right(v));
  }
  function plain() {
    const token = list[at++];
    if (!token) throw new Unreadable(text);
    if ('value' in token) return () => token.value;
    if (token.word === '(') { const inner = either(); take(')'); return inner; }
    if (token.word === 'not' && peek() === '(') { take('('); const inner = either(); take(')'); return (v) => inner(v) !== true; }
    if (Object.hasOwn(CONSTANTS, token.word)) return () => CONSTANTS[token.word];
    if (OPERATORS.has(token.word) || ['and', 'or', ')'].includes(token.word)) throw new Unreadable(text);
    const path = token.word.split('.');
    return (v) => path.reduce((value, name) => (value != null && Object.hasOwn(Object(value), name) ? value[name] : null), v);
  }
  const whole = either();
  if (at !== list.length) throw new Unreadable(text);
  return whole;
}

function compare(operator, left, right) {
  const [a, b] = alike(left, right);
  switch (operator) {
    case '=': return a === b;
    case '!=': return a !== b;
    default:
      if (a === null || b === null || typeof a !== typeof b) return false;
      return { '<': a < b, '>': a > b, '<=': a <= b, '>=': a >= b }[operator];
  }
}

// A form's fields are texts: nothing is null, and a number meets a number.
function alike(left, right) {
  const [a, b] = [left, right].map((v) => (v === '' || v === undefined ? null : v));
  if (typeof a === 'number' && typeof b === 'string' && b.trim() && !Number.isNaN(Number(b))) return [a, Number(b)];
  if (typeof b === 'number' && typeof a === 'string' && a.trim() && !Number.isNaN(Number(a))) return [Number(a), b];
  return [a, b];
}
