// Keep what is typed: <form data-autosave="/tasks/7/draft"> is sent there a moment after each change,
// and at once when the page is left.  The form's own fields go, the CSRF token and the `_version`
// among them.  The server answers {"version": 3, "message": "…"}; 409 means that somebody else wrote
// a newer draft: stop, and say so.
const WAIT = 1500;
const RETRY = 15_000;
const OUTLIVES = 60_000; // a browser finishes no larger request for a page that is gone
const WORDS = {
  zh: { saving: '正在保存草稿…', saved: '草稿已保存', failed: '草稿未能保存，稍后重试', stale: '此表已在别处修改，请刷新页面后再填', ended: '登录已失效，草稿未能保存；提交时所填内容不会丢失' },
  en: { saving: 'Saving the draft…', saved: 'Draft saved', failed: 'The draft was not saved; trying again', stale: 'This form was changed elsewhere; reload the page', ended: 'Your session has ended and the draft was not saved; what you typed is not lost when you send it' },
};

export function autosave(form) {
  if (form.dataset.autosaving) return;
  form.dataset.autosaving = '1';
  const words = WORDS[(document.documentElement.lang || 'zh').startsWith('en') ? 'en' : 'zh'];
  const status = form.querySelector('[data-autosave-status]') || document.querySelector('[data-autosave-status]');
  const version = form.elements._version;
  let timer, busy = 0, changed = false, stopped = false;

  const say = (text, state) => {
    if (!status) return;
    status.textContent = text;
    status.dataset.state = state;
  };

  const later = (delay) => {
    clearTimeout(timer);
    timer = setTimeout(save, delay);
  };

  async function save(leaving = false) {
    if (!changed || stopped || form.dataset.sent) return;
    if (busy && leaving !== true) return; // the one under way sees to it when it is through
    clearTimeout(timer);
    changed = false;
    // The draft under way, if there is one, will have made a newer version before this arrives.
    const body = fields(form, version ? Number(version.value) + busy : undefined);
    busy += 1;
    let wait = WAIT;
    say(words.saving, 'saving');
    try {
      const answer = await fetch(form.dataset.autosave, {
        method: 'POST', body, credentials: 'same-origin', keepalive: body.toString().length < OUTLIVES,
        headers: { Accept: 'application/json', ...token(form) },
      });
      const said = await answer.json().catch(() => ({}));
      if (answer.status === 409) {
        stopped = true;
        say(said.message || words.stale, 'stale');
      } else if (answer.status === 401 || answer.status === 400) {
        changed = true;
        wait = RETRY;
        say(words.ended, 'failed');
      } else if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
      else {
        if (said.version !== undefined && version) version.value = Math.max(said.version, version.value);
        say(said.message || words.saved, 'saved');
      }
    } catch (error) {
      console.warn(error);
      changed = true;
      wait = RETRY;
      say(words.failed, 'failed');
    } finally {
      busy -= 1;
      if (changed && !busy) later(wait);
    }
  }

  const touched = () => {
    changed = true;
    later(WAIT);
  };
  form.addEventListener('input', touched);
  form.addEventListener('change', touched);
  // Before the next page is asked for; where that is not told, when this one is gone.
  const leave = () => save(true);
  window.addEventListener('beforeunload', leave);
  window.addEventListener('pagehide', leave);
  document.addEventListener('visibilitychange', () => document.visibilityState === 'hidden' && leave());
}

// Files are not drafts: they are sent with the answer.
function fields(form, version) {
  const sent = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === 'string') sent.append(name, value);
  if (version !== undefined) sent.set('_version', version);
  return sent;
}

function token(form) {
  const value = form.elements.csrf_token?.value || document.querySelector('meta[name=csrf-token]')?.content;
  return value ? { 'X-CSRFToken': value } : {};
}
