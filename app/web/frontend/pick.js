// A long list of boxes: search as you type, and what is chosen stays in sight above the list.
// <div data-pick="Units to consult"><div class="pick-list">…boxes…</div></div>
const WORDS = {
  zh: {
    search: (name) => `在“${name}”中查找`, hint: '输入文字查找', chosen: '已选', drop: (name) => `取消选择：${name}`,
    hits: (found, all) => (found === all ? `共 ${all} 项` : found ? `找到 ${found} 项（共 ${all} 项）` : '没有符合的选项'),
    now: (count) => `已选 ${count} 项`,
  },
  en: {
    search: (name) => `Search in “${name}”`, hint: 'Type to search', chosen: 'Chosen', drop: (name) => `Remove: ${name}`,
    hits: (found, all) => (found === all ? `${all} choices` : found ? `${found} of ${all} choices found` : 'Nothing found'),
    now: (count) => `${count} chosen`,
  },
};
const PAUSE = 400;

export function pick(box) {
  if (box.dataset.picking) return;
  box.dataset.picking = '1';
  const words = WORDS[(document.documentElement.lang || 'zh').startsWith('en') ? 'en' : 'zh'];
  const list = box.querySelector('.pick-list');
  const choices = [...list.querySelectorAll('input[type=checkbox]')].map((input) => {
    const label = list.querySelector(`label[for="${input.id}"]`);
    return { input, place: input.closest('.col') || input.parentElement, name: label.firstChild.textContent.trim(), text: label.textContent.toLowerCase() };
  });
  const search = make('input', { type: 'search', className: 'form-control form-control-sm', placeholder: words.hint, autocomplete: 'off' });
  search.setAttribute('aria-label', words.search(box.dataset.pick));
  search.setAttribute('aria-controls', list.id);
  const hits = make('span', { className: 'small text-secondary text-nowrap', textContent: words.hits(choices.length, choices.length) });
  hits.setAttribute('role', 'status');
  const bar = make('div', { className: 'pick-bar' }, search, hits);
  const chosen = make('div', { className: 'pick-chosen', hidden: true });
  chosen.setAttribute('role', 'group');
  chosen.setAttribute('aria-label', words.chosen);
  box.prepend(bar, chosen);

  let timer;
  const say = (text) => {
    clearTimeout(timer);
    timer = setTimeout(() => { hits.textContent = text; }, PAUSE);
  };

  function filter() {
    const asked = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let found = 0;
    for (const choice of choices) {
      choice.place.hidden = !asked.every((word) => choice.text.includes(word));
      if (!choice.place.hidden) found += 1;
    }
    list.scrollTop = 0;
    say(words.hits(found, choices.length));
  }

  // A button for each choice; pressing it takes the choice back, and the focus stays near.
  function show() {
    const taken = choices.filter((choice) => choice.input.checked);
    chosen.replaceChildren(...taken.map((choice) => {
      const button = make('button', { type: 'button', className: 'btn btn-sm', textContent: choice.name, disabled: choice.input.disabled && !choice.input.dataset.hiddenWith });
      button.append(make('span', { className: 'ms-1', textContent: '×', ariaHidden: 'true' }));
      button.setAttribute('aria-label', words.drop(choice.name));
      button.addEventListener('click', () => {
        const place = [...chosen.children].indexOf(button);
        choice.input.checked = false;
        choice.input.dispatchEvent(new Event('change', { bubbles: true }));
        (chosen.children[Math.min(place, chosen.children.length - 1)] || search).focus();
      });
      return button;
    }));
    chosen.hidden = !taken.length;
    return taken.length;
  }

  // What is searched is no answer: it is neither sent, nor kept as a draft, nor does Enter send the form.
  for (const kind of ['input', 'change']) search.addEventListener(kind, (event) => event.stopPropagation());
  search.addEventListener('input', filter);
  search.addEventListener('keydown', (event) => {
    const first = choices.find((choice) => !choice.place.hidden && !choice.input.disabled);
    if (event.key === 'ArrowDown' && first) first.input.focus();
    if (event.key === 'Enter' || event.key === 'ArrowDown') event.preventDefault();
  });
  list.addEventListener('change', () => say(words.now(show())));
  show();
}

function make(name, properties, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}
