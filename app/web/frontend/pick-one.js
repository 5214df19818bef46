// A long list to choose one from: search as you type; what is chosen stays in the list.
// <select data-pick-one="Substitute resource">…</select>
const WORDS = {
  zh: { search: (name) => `在“${name}”中查找`, hint: '输入文字查找', hits: (found, all) => (found ? `找到 ${found} 项（共 ${all} 项）` : '没有符合的选项') },
  en: { search: (name) => `Search in “${name}”`, hint: 'Type to search', hits: (found, all) => (found ? `${found} of ${all} choices found` : 'Nothing found') },
};
const PAUSE = 400;

export function pickOne(select) {
  if (select.dataset.picking) return;
  select.dataset.picking = '1';
  const words = WORDS[(document.documentElement.lang || 'zh').startsWith('en') ? 'en' : 'zh'];
  const options = [...select.options];
  const choices = options.filter((option) => option.value).length;
  const search = Object.assign(document.createElement('input'), {
    type: 'search', className: 'form-control form-control-sm', placeholder: words.hint, autocomplete: 'off', disabled: select.disabled,
  });
  if (select.dataset.hiddenWith) search.dataset.hiddenWith = '1'; // comes back with the list
  search.setAttribute('aria-label', words.search(select.dataset.pickOne));
  search.setAttribute('aria-controls', select.id);
  const hits = Object.assign(document.createElement('span'), { className: 'small text-secondary text-nowrap' });
  hits.setAttribute('role', 'status');
  const bar = Object.assign(document.createElement('div'), { className: 'pick-one-bar' });
  bar.append(search, hits);
  select.before(bar);

  let timer;
  function filter() {
    const asked = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const fits = (option) => asked.every((word) => option.textContent.toLowerCase().includes(word));
    const chosen = select.value;
    select.replaceChildren(...options.filter((option) => !option.value || option.value === chosen || fits(option)));
    select.value = chosen;
    clearTimeout(timer);
    const found = options.filter((option) => option.value && fits(option)).length;
    timer = setTimeout(() => { hits.textContent = asked.length ? words.hits(found, choices) : ''; }, PAUSE);
  }

  // What is searched is no answer: it is neither sent, nor kept as a draft, nor does Enter send the form.
  for (const kind of ['input', 'change']) search.addEventListener(kind, (event) => event.stopPropagation());
  search.addEventListener('input', filter);
  search.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowDown') select.focus();
    if (event.key === 'Enter' || event.key === 'ArrowDown') event.preventDefault();
  });
}
