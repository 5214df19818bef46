// Names that complete what is typed: <input data-suggest="/portal/suggest">.  A combobox after the
// pattern of ARIA: arrows walk through the list, Enter goes to what is marked, Escape closes.
// With data-suggest-fills what is chosen is filled in, for the form to be sent or filtered with.
const WORDS = {
  zh: { label: '联想结果', some: (count) => `${count} 条联想结果，用上下键选择`, none: '' },
  en: { label: 'Suggestions', some: (count) => `${count} suggestions; choose with the arrow keys`, none: '' },
};
const WAIT = 120;
const EDGE = 8; // pixels

export function suggest(input) {
  if (input.dataset.suggesting) return;
  input.dataset.suggesting = '1';
  const words = WORDS[(document.documentElement.lang || 'zh').startsWith('en') ? 'en' : 'zh'];
  const list = make('ul', { id: `${input.id}-suggestions`, className: 'suggestions', hidden: true });
  list.setAttribute('role', 'listbox');
  list.setAttribute('aria-label', words.label);
  const said = make('span', { className: 'visually-hidden' });
  said.setAttribute('role', 'status');
  input.after(list, said);
  for (const [name, value] of [['role', 'combobox'], ['aria-autocomplete', 'list'], ['aria-expanded', 'false'], ['aria-controls', list.id]]) input.setAttribute(name, value);

  const fills = 'suggestFills' in input.dataset;
  let timer, asking, at = -1, settled = input.value;

  function take(line) {
    if (!fills) { window.location.assign(line.dataset.url); return; }
    input.value = line.dataset.value;
    settle();
    close();
  }

  // To the form a field that is filled changes once it says something, not with each letter.
  function settle() {
    clearTimeout(timer);
    asking?.abort();
    if (input.value === settled) return;
    settled = input.value;
    input.dispatchEvent(new Event('change', { bubbles: true }));
  }

  function close() {
    clearTimeout(timer);
    asking?.abort();
    list.hidden = true;
    at = -1;
    said.textContent = '';
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
  }

  function mark(place) {
    const lines = [...list.children];
    at = (place + lines.length + 1) % (lines.length + 1); // after the last, back to what is typed
    if (at === lines.length) at = -1;
    lines.forEach((line, n) => line.setAttribute('aria-selected', String(n === at)));
    if (at < 0) input.removeAttribute('aria-activedescendant');
    else {
      input.setAttribute('aria-activedescendant', lines[at].id);
      lines[at].scrollIntoView({ block: 'nearest' });
    }
  }

  function show(found) {
    list.replaceChildren(...found.map((one, n) => {
      const line = make('li', { id: `${list.id}-${n}` }, make('span', { textContent: one.title }), make('span', { textContent: one.kind }));
      line.setAttribute('role', 'option');
      line.setAttribute('aria-selected', 'false');
      Object.assign(line.dataset, fills ? { value: one.value } : { url: one.url });
      return line;
    }));
    at = -1;
    list.hidden = !found.length;
    input.setAttribute('aria-expanded', String(!list.hidden));
    input.removeAttribute('aria-activedescendant');
    said.textContent = found.length ? words.some(found.length) : words.none;
    if (!list.hidden) fit();
  }

  // Whole on the page: a field at the right of a narrow one would push the list over its edge, one
  // at the foot of the window open it where nobody sees it.
  function fit() {
    list.style.translate = '';
    const over = list.getBoundingClientRect().right + EDGE - document.documentElement.clientWidth;
    if (over > 0) list.style.translate = `${-over}px`;
    list.scrollIntoView({ block: 'nearest' });
  }

  async function ask() {
    const typed = input.value.trim();
    if (!typed) { close(); return; }
    asking?.abort();
    asking = new AbortController();
    try {
      const address = new URL(input.dataset.suggest, window.location.href);
      address.searchParams.set('text', typed);
      const answer = await fetch(address, {
        headers: { Accept: 'application/json' }, credentials: 'same-origin', signal: asking.signal,
      });
      if (!answer.ok) { close(); return; }
      const found = await answer.json();
      if (document.activeElement === input && input.value.trim() === typed) show(found);
    } catch (error) {
      if (error.name !== 'AbortError') close();
    }
  }

  input.addEventListener('input', (event) => {
    clearTimeout(timer);
    if (fills) event.stopPropagation();
    if (event.isComposing) return; // the letters of an unfinished character
    if (fills && !input.value) settle();
    timer = setTimeout(ask, WAIT);
  });
  input.addEventListener('compositionend', () => { clearTimeout(timer); timer = setTimeout(ask, WAIT); });
  input.addEventListener('keydown', (event) => {
    if (event.isComposing) return;
    if (event.key === 'Escape' && !list.hidden) { close(); event.preventDefault(); return; }
    if (event.key === 'Enter') {
      const line = list.hidden ? null : list.children[at];
      if (line) { event.preventDefault(); take(line); }
      close();
      return;
    }
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    if (list.hidden) ask();
    else mark(at + (event.key === 'ArrowDown' ? 1 : -1));
  });
  input.addEventListener('blur', close);
  list.addEventListener('mousedown', (event) => event.preventDefault()); // the focus stays in the box
  list.addEventListener('click', (event) => {
    const line = event.target.closest('li');
    if (line) take(line);
  });
  // What was typed without choosing: the browser tells of it when the field is left.
  if (fills) input.addEventListener('change', () => { settled = input.value; });
  input.form?.addEventListener('submit', close);
}

// The answer to a filter says beside its unit fields what it made of them.
export function said(root = document) {
  for (const told of root.querySelectorAll('.unit-said')) {
    const input = document.getElementById(told.id.replace(/-said$/, ''));
    if (!input) continue;
    const wrong = told.childElementCount > 0;
    input.classList.toggle('is-invalid', wrong);
    input.toggleAttribute('aria-invalid', wrong);
    if (wrong) input.setAttribute('aria-invalid', 'true');
    else if (told.dataset.fills && input.value === told.dataset.read) input.value = told.dataset.fills;
  }
}

function make(name, properties, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}
