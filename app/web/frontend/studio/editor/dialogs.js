// Questions that must be answered before work goes on.
import { t } from './translate.js';

function asked(dialog) {
  return new Promise((resolve) => {
    dialog.addEventListener('cancel', (event) => event.preventDefault());
    dialog.addEventListener('close', () => resolve(dialog.returnValue), { once: true });
    dialog.showModal();
  });
}

export function makeDialogs(config, mine) {
  const conflict = document.getElementById('dialog-conflict');
  const found = document.getElementById('dialog-found');
  const help = document.getElementById('dialog-help');
  conflict.querySelector('[data-copy]').addEventListener('click', async () => download(`${config.process}.bpmn`, await mine()));
  return {
    conflict({ by, at, is_mine: isMine }) {
      const who = isMine ? t('You have saved it in another window at {at}.', { at }) : t('{by} has saved it at {at}.', { by, at });
      conflict.querySelector('[data-who]').textContent = who;
      return asked(conflict);
    },
    found({ at }) {
      const when = new Date(at).toLocaleString(document.documentElement.lang);
      found.querySelector('[data-when]').textContent = t('It was drawn here until {when}.', { when });
      return asked(found);
    },
    help: () => help.showModal(),
  };
}

function download(name, xml) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([xml], { type: 'application/xml' }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href));
}
