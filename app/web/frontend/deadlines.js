// Count down on <time data-deadline datetime="2026-03-02T10:00:00+08:00">; the server's words stay
// where this does not run.  `data-left` and `data-late` hold the sentence, with {} for the time.
const UNITS = { zh: [[1440, '天'], [60, '小时'], [1, '分钟']], en: [[1440, ' d'], [60, ' h'], [1, ' min']] };
const EVERY = 30_000;
const DAY = 1440;
let clock;

export function span(minutes, language) {
  const parts = [];
  let rest = minutes;
  for (const [size, name] of UNITS[language.startsWith('en') ? 'en' : 'zh']) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count && parts.length < 2) parts.push(`${count}${name}`);
  }
  return parts.join(' ') || (language.startsWith('en') ? 'under 1 min' : '不到1分钟');
}

function show(element) {
  const language = document.documentElement.lang || 'zh';
  const minutes = Math.floor((new Date(element.dateTime) - Date.now()) / 60_000);
  if (Number.isNaN(minutes)) return;
  const late = minutes < 0;
  const usual = language.startsWith('en') ? ['{} left', '{} overdue'] : ['剩{}', '逾期{}'];
  const sentence = late ? element.dataset.late || usual[1] : element.dataset.left || usual[0];
  const text = sentence.replace('{}', span(Math.abs(minutes), language));
  if (element.textContent !== text) element.textContent = text;
  element.classList.toggle('due-late', late);
  element.classList.toggle('due-soon', !late && minutes < DAY);
}

export function deadlines(root) {
  root.querySelectorAll('time[data-deadline]').forEach(show);
  clock ??= setInterval(() => document.querySelectorAll('time[data-deadline]').forEach(show), EVERY);
}
