// Keep what is drawn in a draft.  A moment after each change it goes to the server; while the server
// is not there it stays in this browser.  Nobody's work is written over: where somebody else saved
// meanwhile, the person at this page decides.
//
//   const saver = saving({ address, version, key, read, status, place, answered });
//   editor.on('changed', saver.changed);
//
// `read()` gives the whole content as a text; it is sent as {"content": …, "seen": version}.  The
// server answers {"version": 4, …} which is handed to `answered`, 409 {"message", "version"}, or
// another refusal with its reason in "message" or "fields".  `place` takes the questions, `status`
// one line.  `saver.remembered` is unsaved work of an earlier visit, or null.
import { language } from './words.js';

const WAIT = 1500;
const RETRY = 15_000;
const OUTLIVES = 60_000; // a browser finishes no larger request for a page that is gone
const WORDS = {
  zh: {
    saving: '正在保存…', saved: '已保存', unsaved: '有未保存的修改', offline: '暂时连不上服务器，修改已留在本浏览器，恢复后自动保存',
    ended: '登录已失效，修改已留在本浏览器；请在新窗口登录后点“保存”', refused: '未保存：', stale: '他人已保存了新的修改，您的修改尚未保存',
    theirs: '载入对方的内容（我的留在本浏览器）', mine: '仍然保存我的内容，替换对方的', sure: '确定用您的内容替换对方刚保存的内容吗？',
    kept: '本浏览器里有上次未保存的修改', restore: '恢复这些修改', drop: '丢弃', when: (time) => `（${time}）`,
  },
  en: {
    saving: 'Saving…', saved: 'Saved', unsaved: 'There are changes that are not saved', offline: 'The server cannot be reached; your changes are kept in this browser and will be saved when it can',
    ended: 'Your session has ended; your changes are kept in this browser. Sign in in another window, then press “Save”', refused: 'Not saved: ', stale: 'Somebody else has saved meanwhile; your changes are not saved',
    theirs: 'Load theirs (mine stays in this browser)', mine: 'Save mine all the same, in place of theirs', sure: 'Replace what somebody else has just saved with yours?',
    kept: 'This browser holds changes of an earlier visit that were not saved', restore: 'Restore them', drop: 'Throw away', when: (time) => ` (${time})`,
  },
};

export function saving({ address, version, key, read, status, place, answered = () => {} }) {
  const words = WORDS[language];
  const memory = browserMemory(key);
  let seen = version, timer, busy = false, again = false, dirty = false, stopped = false;

  const say = (text, state) => {
    status.textContent = text;
    status.dataset.state = state;
  };
  const later = (delay) => {
    clearTimeout(timer);
    timer = setTimeout(now, delay);
  };

  function changed() {
    dirty = true;
    memory.keep(read(), seen);
    again = busy;
    if (stopped || busy) return;
    say(words.unsaved, 'unsaved');
    later(WAIT);
  }

  async function now() {
    if (!dirty || busy || stopped) return;
    clearTimeout(timer);
    busy = true;
    dirty = false;
    const content = read();
    say(words.saving, 'saving');
    try {
      let answer = await send(content);
      // Signed in again, the session has another token: the page anew knows it.
      if ((answer.status === 400 || answer.status === 401) && (await renewed())) answer = await send(content);
      await understood(answer, content);
    } catch (error) {
      console.warn(error);
      dirty = true;
      say(words.offline, 'offline');
      later(RETRY);
    } finally {
      busy = false;
      if (again && !stopped) later(WAIT);
      again = false;
    }
  }

  const send = (content) => fetch(address, {
    method: 'POST', body: JSON.stringify({ content, seen }), credentials: 'same-origin', keepalive: content.length < OUTLIVES,
    headers: { 'Content-Type': 'application/json', Accept: 'application/json', 'X-CSRFToken': token() },
  });

  async function understood(answer, content) {
    const said = await answer.json().catch(() => ({}));
    if (answer.ok) {
      seen = said.version;
      if (!dirty) memory.forget();
      say(said.message || words.saved, 'saved');
      answered(said);
    } else if (answer.status === 409 && said.version !== undefined) {
      dirty = stopped = true;
      memory.keep(content, seen);
      conflict(said);
    } else if (answer.status >= 500 || answer.status === 429) throw new Error(`HTTP ${answer.status}`);
    else {
      dirty = true; // and again after the next change, or when “Save” is pressed
      const ended = answer.status === 401 || answer.status === 400;
      say(ended ? words.ended : words.refused + reason(said), 'refused');
    }
  }

  function conflict(said) {
    say(words.stale, 'stale');
    ask(place, said.message || words.stale, [
      [words.theirs, () => location.reload()],
      [words.mine, () => {
        if (!window.confirm(words.sure)) return false;
        seen = said.version;
        stopped = false;
        return now();
      }],
    ]);
  }

  window.addEventListener('online', () => now());
  window.addEventListener('beforeunload', (event) => {
    if (!dirty) return;
    if (!stopped) now();
    if (!memory.works) event.preventDefault();
  });
  document.addEventListener('visibilitychange', () => document.visibilityState === 'hidden' && now());

  const remembered = memory.recall();
  return {
    changed, now, remembered,
    // Ask whether the work of an earlier visit is to be taken up; `restore(content)` shows it.
    offer(restore) {
      if (!remembered) return;
      if (remembered.content === read()) {
        memory.forget();
        return;
      }
      const time = new Date(remembered.at).toLocaleString(language === 'en' ? 'en-GB' : 'zh-CN');
      ask(place, words.kept + words.when(time), [
        [words.restore, () => restore(remembered.content)],
        [words.drop, memory.forget],
      ]);
    },
  };
}

const meta = () => document.querySelector('meta[name=csrf-token]');

// The token with which the page's session sends, for everything on a page that asks the server.
export const token = () => meta().content;

async function renewed() {
  const page = await fetch(location.href, { credentials: 'same-origin', headers: { Accept: 'text/html' } });
  if (!page.ok || page.redirected) return false;
  const found = new DOMParser().parseFromString(await page.text(), 'text/html').querySelector('meta[name=csrf-token]');
  if (!found || found.content === token()) return false;
  meta().content = found.content;
  return true;
}

function reason(said) {
  const faults = Object.values(said.fields || {}).flat();
  return faults.length ? faults.slice(0, 3).join(' ') : said.message || '';
}

// What was not saved yet, in this browser: by person, draft and file.
function browserMemory(key) {
  const name = `studio:${key}`;
  const memory = {
    works: true,
    keep(content, seen) {
      try {
        localStorage.setItem(name, JSON.stringify({ content, seen, at: Date.now() }));
        memory.works = true;
      } catch {
        memory.works = false; // full or forbidden: then leaving the page is asked about
      }
    },
    recall() {
      try {
        return JSON.parse(localStorage.getItem(name));
      } catch {
        return null;
      }
    },
    forget() {
      try {
        localStorage.removeItem(name);
      } catch { /* nothing was kept either */ }
    },
  };
  return memory;
}

// A question with its buttons; it goes when one is pressed that does not say `false`.
function ask(place, text, choices) {
  const box = document.createElement('div');
  box.className = 'alert alert-warning mb-2';
  box.setAttribute('role', 'alert');
  const told = document.createElement('p');
  told.className = 'mb-2';
  told.textContent = text;
  const buttons = document.createElement('div');
  buttons.className = 'd-flex flex-wrap gap-2';
  for (const [label, act] of choices) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'btn btn-sm btn-outline-primary';
    button.textContent = label;
    button.addEventListener('click', () => act() !== false && box.remove());
    buttons.append(button);
  }
  box.append(told, buttons);
  place.replaceChildren(box);
}
