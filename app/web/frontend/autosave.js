// Keep what is typed: <form data-autosave="/tasks/7/draft"> is sent there a moment after each change.
// The form's own fields go, the CSRF token and the `version` among them.  The server answers
// {"version": 3, "message": "…"}; 409 means that somebody else wrote a newer draft: stop, and say so.
const WAIT = 1500;
const RETRY = 15_000;
const WORDS = {
  zh: { saving: '正在保存草稿…', saved: '草稿已保存', failed: '草稿未能保存，稍后重试', stale: '此表已在别处修改，请刷新页面后再填' },
  en: { saving: 'Saving the draft…', saved: 'Draft saved', failed: 'The draft was not saved; trying again', stale: 'This form was changed elsewhere; reload the page' },
};

export function autosave(form) {
  if (form.dataset.autosaving) return;
  form.dataset.autosaving = '1';
  const words = WORDS[(document.documentElement.lang || 'zh').startsWith('en') ? 'en' : 'zh'];
  const status = form.querySelector('[data-autosave-status]') || document.querySelector('[data-autosave-status]');
  let timer, busy = false, changed = false, stopped = false;

  const say = (text, state) => {
    if (!status) return;
    status.textContent = text;
    status.dataset.state = state;
  };

  const later = (delay) => {
    clearTimeout(timer);
    timer = setTimeout(save, delay);
  };

  async function save() {
    if (stopped || form.dataset.sent) return;
    if (busy) { changed = true; return; }
    busy = true;
    changed = false;
    say(words.saving, 'saving');
    try {
      const answer = await fetch(form.dataset.autosave, { method: 'POST', body: fields(form), credentials: 'same-origin', headers: { Accept: 'application/json', ...token(form) } });
      const said = await answer.json().catch(() => ({}));
      if (answer.status === 409) {
        stopped = true;
        say(said.message || words.stale, 'stale');
      } else if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
      else {
        if (said.version !== undefined && form.elements.version) form.elements.version.value = said.version;
        say(said.message || words.saved, 'saved');
      }
    } catch (error) {
      console.warn(error);
      say(words.failed, 'failed');
      later(RETRY);
    } finally {
      busy = false;
      if (changed) later(WAIT);
    }
  }

  const touched = () => later(WAIT);
  form.addEventListener('input', touched);
  form.addEventListener('change', touched);
}

// Files are not drafts: they are sent with the answer.
function fields(form) {
  const data = new FormData(form);
  for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
  return data;
}

function token(form) {
  const value = form.elements.csrf_token?.value || document.querySelector('meta[name=csrf-token]')?.content;
  return value ? { 'X-CSRFToken': value } : {};
}
