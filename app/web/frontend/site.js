// What every page does beside showing itself.  Every page also works without it.
import 'htmx.org';
import './house.css';
import './pages.css';
import './desk.css';
import './portal.css';
import './entries.css';
import './changes.css';
import { autosave } from './autosave.js';
import { conditions } from './conditions.js';
import { deadlines } from './deadlines.js';
import { pick } from './pick.js';
import { pickOne } from './pick-one.js';
import { sizes } from './sizes.js';
import { said, suggest } from './suggest.js';

// Ask before what cannot be undone: <button data-confirm="…">
function confirmed(event) {
  const button = event.target.closest('[data-confirm]');
  if (button && !window.confirm(button.dataset.confirm)) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }
}

// A form is sent once, however often the button is pressed.
function once(event) {
  const form = event.target;
  if (event.defaultPrevented || 'repeatable' in form.dataset || form.method === 'get' || form.method === 'dialog') return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = '1';
  // Later, so that the pressed button's own name and value are still sent.
  setTimeout(() => form.querySelectorAll('[type=submit]').forEach((b) => b.setAttribute('aria-disabled', 'true')), 0);
}

// Back to the page from the browser's memory: the form may be sent again.
function again() {
  document.querySelectorAll('form[data-sent]').forEach((form) => {
    delete form.dataset.sent;
    form.querySelectorAll('[type=submit]').forEach((b) => b.removeAttribute('aria-disabled'));
  });
}

function enliven(root) {
  root.querySelectorAll('form').forEach(conditions);
  root.querySelectorAll('form[data-autosave]').forEach(autosave);
  root.querySelectorAll('form[data-max-all]').forEach(sizes);
  root.querySelectorAll('[data-pick]').forEach(pick);
  root.querySelectorAll('[data-pick-one]').forEach(pickOne);
  root.querySelectorAll('[data-suggest]').forEach(suggest);
  deadlines(root);
}

document.addEventListener('click', confirmed, true);
document.addEventListener('submit', once);
window.addEventListener('pageshow', (event) => event.persisted && again());
document.addEventListener('htmx:after:swap', (event) => enliven(event.target instanceof Element ? event.target : document));
document.addEventListener('htmx:after:swap', () => said());
enliven(document);
