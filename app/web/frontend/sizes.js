// Files that are too large are told of before they are sent, at their field and above the form:
// <input type="file" data-max="20971520"> for each file, <form data-max-all="67108864"> for all.
const MEGABYTE = 1024 * 1024;
const WORDS = {
  zh: {
    one: (name, most) => `“${name}”：文件大于 ${most}。`, all: (most) => `文件合计大于 ${most}，请分次上传或减少文件。`,
    title: '请更正以下内容；尚未提交。', colon: '：',
  },
  en: {
    one: (name, most) => `“${name}”: The file is larger than ${most}.`, all: (most) => `The files together are larger than ${most}: send fewer or smaller ones.`,
    title: 'Please correct the following; nothing was submitted.', colon: ': ',
  },
};
const REST = 256 * 1024; // what the other fields need beside the files

const size = (bytes) => `${(bytes / MEGABYTE).toFixed(1)} MB`;

export function sizes(form) {
  const inputs = [...form.querySelectorAll('input[type=file][data-max]')];
  if (form.dataset.measured || !inputs.length) return;
  form.dataset.measured = '1';
  const words = WORDS[(document.documentElement.lang || 'zh').startsWith('en') ? 'en' : 'zh'];

  // The first fault of each field, told at the field and returned for the summary.
  function faults() {
    const found = [];
    let room = Number(form.dataset.maxAll || Infinity) - REST;
    for (const input of inputs) {
      const files = input.disabled ? [] : [...input.files];
      const large = files.find((file) => file.size > Number(input.dataset.max));
      room -= files.reduce((sum, file) => sum + file.size, 0);
      const told = large ? words.one(large.name, size(Number(input.dataset.max))) : room < 0 && files.length ? words.all(size(Number(form.dataset.maxAll))) : '';
      tell(input, told);
      if (told) found.push([input, told]);
    }
    return found;
  }

  form.addEventListener('change', (event) => {
    if (event.target.type === 'file' && !faults().length) form.querySelector('[data-sizes]')?.remove();
  });
  // Before anything else looks at the form: what is stopped here was not sent.
  form.addEventListener('submit', (event) => {
    const found = faults();
    if (!found.length) return;
    event.preventDefault();
    summary(form, found, words).focus();
  }, true);
}

function tell(input, text) {
  const id = `${input.id}-size`;
  let place = document.getElementById(id);
  const described = (input.getAttribute('aria-describedby') || '').split(/\s+/).filter((each) => each && each !== id);
  if (text && !place) {
    place = Object.assign(document.createElement('div'), { id, className: 'invalid-feedback d-block' });
    input.after(place);
  }
  if (!text) place?.remove();
  else {
    place.textContent = text;
    described.unshift(id);
  }
  input.classList.toggle('is-invalid', Boolean(text));
  if (text) input.setAttribute('aria-invalid', 'true');
  else input.removeAttribute('aria-invalid');
  if (described.length) input.setAttribute('aria-describedby', described.join(' '));
  else input.removeAttribute('aria-describedby');
}

// The same as the server's own summary (parts/form.html).
function summary(form, found, words) {
  form.querySelector('[data-sizes]')?.remove();
  document.getElementById('faults')?.parentElement.remove();
  const make = (name, className, ...children) => {
    const element = Object.assign(document.createElement(name), { className });
    element.append(...children);
    return element;
  };
  const list = make('ul', 'mb-0', ...found.map(([input, told]) => {
    const link = make('a', 'alert-link', (form.querySelector(`label[for="${input.id}"]`)?.firstChild.textContent || input.name).trim());
    link.href = `#${input.id}`;
    return make('li', '', link, words.colon, told);
  }));
  const box = make('div', 'alert alert-danger mb-0', make('div', '', make('h3', 'alert-title', words.title), list));
  Object.assign(box, { id: 'faults', tabIndex: -1 });
  box.setAttribute('role', 'alert');
  const place = make('div', 'col-12', box);
  place.dataset.sizes = '1';
  form.prepend(place);
  return box;
}
