// The preview: drawn by the server from the form as it is drawn now, in either language and width.
// What is filled in is checked there as an answer would be; nothing is stored.
import { conditions } from '../conditions.js';
import { pick } from '../pick.js';
import { pickOne } from '../pick-one.js';
import { token } from './saving.js';
import { language } from './words.js';
import { words } from './form-words.js';

const WAIT = 700;

export function preview({ address, read }) {
  const place = document.querySelector('[data-preview]');
  const bar = document.querySelector('[data-preview-bar]');
  let spoken = language, timer, asked = 0;

  function enliven() {
    place.querySelectorAll('form').forEach(conditions);
    place.querySelectorAll('[data-pick]').forEach(pick);
    place.querySelectorAll('[data-pick-one]').forEach(pickOne);
  }

  // What was typed stays when the form is drawn anew, field by field.
  function inputs() {
    return [...place.querySelectorAll('form [name]')].filter(({ type }) => !['hidden', 'file', 'submit'].includes(type))
      .map(({ type, name, value, checked }) => ({ name, value, checked: ['radio', 'checkbox'].includes(type) ? checked : null }));
  }
  function again(typed) {
    for (const { name, value, checked } of typed) {
      const same = [...place.querySelectorAll('form [name]')].filter((field) => field.name === name && field.type !== 'hidden' && field.type !== 'file');
      for (const field of same) {
        if (checked === null) field.value = value;
        else if (field.value === value) field.checked = checked;
      }
    }
  }

  async function show(answers = null) {
    clearTimeout(timer);
    const turn = (asked += 1);
    place.setAttribute('aria-busy', 'true');
    try {
      const answer = await fetch(address, {
        method: 'POST', credentials: 'same-origin', body: JSON.stringify({ content: read(), language: spoken, answers }),
        headers: { 'Content-Type': 'application/json', Accept: 'text/html', 'X-CSRFToken': token() },
      });
      if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
      const drawn = await answer.text();
      if (turn !== asked) return;
      const typed = answers ? [] : inputs();
      place.innerHTML = drawn; // made by our templates, which escape what the form says
      place.lang = spoken === 'en' ? 'en' : 'zh-CN';
      again(typed);
      enliven();
      if (answers) (place.querySelector('#faults') || place.querySelector('[data-recorded]'))?.scrollIntoView({ block: 'nearest' });
      place.querySelector('#faults')?.focus();
    } catch (error) {
      console.warn(error);
      place.textContent = words.previewFailed;
    } finally {
      place.removeAttribute('aria-busy');
    }
  }

  // Answers are sent by hand: the page with its unsaved form stays.
  place.addEventListener('submit', (event) => {
    event.preventDefault();
    const typed = [...new FormData(event.target, event.submitter)].filter(([, value]) => typeof value === 'string');
    show(typed);
  });
  bar.addEventListener('click', (event) => {
    const pressed = event.target.closest('button');
    if (pressed?.dataset.language) spoken = pressed.dataset.language;
    if (pressed?.dataset.width) place.classList.toggle('is-narrow', pressed.dataset.width === 'narrow');
    mark();
    if (pressed?.dataset.language) show();
  });
  function mark() {
    const narrow = place.classList.contains('is-narrow') ? 'narrow' : 'wide';
    for (const one of bar.querySelectorAll('button')) one.setAttribute('aria-pressed', String([spoken, narrow].includes(one.dataset.language || one.dataset.width)));
  }
  bar.hidden = false;
  mark();
  enliven();

  return { later() { clearTimeout(timer); timer = setTimeout(() => show(), WAIT); } };
}
