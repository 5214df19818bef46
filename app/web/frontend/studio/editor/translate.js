// The words of the editor.  A key is the English text; in Chinese what has no entry is remembered,
// so that a test can say which words would stay English.
import zn from 'bpmn-js-i18n/translations/zn.js';
import { bpmn } from './words-bpmn.js';
import { own } from './words.js';
import { said } from './words-checks.js';

const CHINESE = { ...zn, ...bpmn, ...own, ...said };
export const inEnglish = (document.documentElement.lang || 'zh').startsWith('en');
export const missing = new Set();

export function t(text, values = {}) {
  const known = inEnglish ? text : CHINESE[text];
  if (known === undefined) missing.add(text);
  return (known ?? text).replace(/{([^}]+)}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

export const translateModule = { translate: ['value', t] };
