// Sets an official document on its pages: the 版记 at the foot of the last one, name and date
// never apart.  Every block is a whole number of rows, so counting rows is enough, and the
// browser need not tell where it breaks.  Without it the 版记 simply follows the text.
import './gongwen.css';

const MM = 96 / 25.4;
const ROW = 38.625;
const FULL = 22 * ROW;
const FIRST_OF_LETTER = (297 - 30 - 25) * MM;

const height = (element) => element.getBoundingClientRect().height;
const inRows = (pixels) => Math.ceil(pixels / ROW - 0.01) * ROW;

// Round blocks that are not made of rows up to whole ones, so that the text below keeps the grid.
function toGrid(sheet) {
  sheet.querySelectorAll('[data-grid]').forEach((block) => {
    block.style.paddingBottom = `${inRows(height(block)) - height(block)}px`;
  });
  sheet.querySelectorAll('tr').forEach((row) => {
    row.style.height = `${inRows(height(row))}px`;
  });
  sheet.querySelectorAll('table').forEach((table) => {
    const rows = [...table.rows].reduce((sum, row) => sum + inRows(height(row)), 0);
    table.style.marginBottom = `${rows - height(table)}px`; // its outer lines are no row
  });
}

function gap(before, pixels) {
  const made = document.createElement('div');
  made.className = 'gap';
  made.setAttribute('aria-hidden', 'true');
  made.style.height = `${pixels}px`;
  before.before(made);
}

// Walks down the pages: how much of the present one is used, and whether anything stands on it.
class Pages {
  constructor(first) {
    this.capacity = first;
    this.used = 0;
    this.filled = false;
    this.count = 1;
  }

  get free() {
    return this.capacity - this.used + 0.5;
  }

  turn() {
    this.count += 1;
    this.capacity = FULL;
    this.used = 0;
    this.filled = false;
  }

  put(block) {
    const need = needed(block);
    if (whole(block) && need <= FULL) { // a row of a table longer than a page is split
      if (need > this.free && this.used > 0) this.turn();
      this.used += need;
    } else {
      this.flow(need);
    }
    this.filled ||= !block.matches('.kong');
  }

  flow(need) {
    let rest = need;
    while (rest > this.free) {
      rest -= Math.floor(this.free / ROW) * ROW;
      this.turn();
    }
    this.used += rest;
  }
}

const whole = (block) => block.matches('tr, .luokuan, .qianshu, .banji, [data-grid]');
const needed = (block) => (block.matches('.xin') ? height(block) : inRows(height(block)));
const leads = (block) => block?.matches('.c1, thead tr');

function blocks(sheet) {
  return [...sheet.children]
    .filter((child) => !child.matches('.zuofei, .xin-foot, .gap'))
    .flatMap((child) => (child.tagName === 'TABLE' ? [...child.rows] : [child]));
}

// A heading, also that of a table, takes the first row below it along to the next page.
function withNext(all, at) {
  if (!leads(all[at]) || !all[at + 1]) return whole(all[at]) ? needed(all[at]) : ROW;
  return needed(all[at]) + withNext(all, at + 1);
}

// No page carries a signature alone: what stands above it moves along, with its own heading.
function companion(all, at) {
  const before = all.slice(0, at).filter((one) => !one.matches('.kong, .luokuan'));
  const last = before.at(-1);
  if (!last?.matches('p, .fujian, tr + tr') || height(last) >= FULL / 2) return null;
  return before.at(-2)?.matches('.c1') ? before.at(-2) : last;
}

// What must begin a new page, if anything must, before this block can stand.
function mustTurn(all, at, pages) {
  const block = all[at];
  if (block.matches('.luokuan')) {
    return needed(block) > pages.free || !pages.filled ? companion(all, at) : null;
  }
  const first = leads(block) && !leads(all[at - 1]) && pages.filled;
  return first && withNext(all, at) > pages.free ? (block.closest('table') ?? block) : null;
}

// 版记: its last line lies on the lower edge of the type area of the last page.
function imprint(block, pages) {
  if (height(block) > pages.free) {
    gap(block, Math.floor(pages.free / ROW) * ROW);
    pages.turn();
  }
  gap(block, Math.max(pages.free - 1.5 - height(block), 0));
}

const starts = (block) => block.matches('.turn') || block.matches('.turn tr:first-child:not(tbody tr)');

function set(sheet) {
  const all = blocks(sheet);
  const pages = new Pages(sheet.classList.contains('letter') ? FIRST_OF_LETTER : FULL);
  for (const [at, block] of all.entries()) {
    if (starts(block)) pages.turn();
    const turned = starts(block) ? null : mustTurn(all, at, pages);
    if (turned && !turned.classList.contains('turn')) {
      turned.classList.add('turn');
      return set(sheet);
    }
    if (block.matches('.banji')) imprint(block, pages);
    else pages.put(block);
  }
  sheet.dataset.pages = pages.count;
}

function run() {
  const sheet = document.querySelector('[data-gongwen]');
  sheet.classList.add('measured'); // at the width of the paper, whatever the screen's
  toGrid(sheet);
  set(sheet);
  sheet.classList.remove('measured');
}

document.fonts.ready.then(run);
document.querySelector('[data-print]').hidden = false;
document.querySelector('[data-print]').addEventListener('click', () => window.print());
