'use strict';
(() => {
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const byId = (id) => document.getElementById(id);
  document.documentElement.classList.add('has-js');

  // A link may lead into something folded.
  function reveal() {
    const target = byId(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    for (let e = target; e; e = e.parentElement) if (e.tagName === 'DETAILS') e.open = true;
    target.scrollIntoView();
  }
  addEventListener('hashchange', reveal);
  document.addEventListener('click', (event) => {
    const a = event.target.closest('a[href^="#"]');
    if (a && a.hash === location.hash) reveal();
  });

  // Sorting the matrix; equal rows are in the order of their names.
  const byName = (a, b) => a.dataset.name.localeCompare(b.dataset.name, undefined, { numeric: true });
  const orders = {
    name: byName,
    points: (a, b) => a.dataset.points - b.dataset.points,
    first: (a, b) => a.dataset.first - b.dataset.first,
  };
  for (const button of all('button.sort')) {
    button.addEventListener('click', () => {
      const head = button.closest('th');
      const down = head.getAttribute('aria-sort') === 'ascending' ? -1 : 1;
      for (const th of all('th[aria-sort]')) th.removeAttribute('aria-sort');
      head.setAttribute('aria-sort', down < 0 ? 'descending' : 'ascending');
      const body = button.closest('table').tBodies[0];
      const order = orders[button.dataset.sort];
      body.append(...[...body.rows].sort((a, b) => down * order(a, b) || byName(a, b)));
    });
  }

  for (const [id, open] of [['open-all', true], ['close-all', false]]) {
    byId(id).addEventListener('click', () => {
      for (const d of all('details.attempt')) d.open = open;
    });
  }

  // What the mentor judged is kept by report and attempt.
  const attempts = all('details.attempt');
  const { key, exercise, course, seed } = document.body.dataset;
  const keyOf = (attempt) => `${key}/${attempt.dataset.name}/${attempt.dataset.hash}`;
  const kept = byId('kept');

  function read(attempt) {
    const rubric = all('fieldset[data-rubric]', attempt).map((line) => ({
      name: line.dataset.rubric,
      judged: line.querySelector('input:checked')?.value ?? '',
    }));
    return { rubric, note: attempt.querySelector('[data-note]')?.value ?? '' };
  }

  function count(attempt) {
    const { rubric } = read(attempt);
    const done = rubric.filter((line) => line.judged).length;
    attempt.querySelector('.judged').textContent = done ? `${done} of ${rubric.length} judged` : '';
  }

  function load(attempt) {
    let state;
    try {
      state = JSON.parse(localStorage.getItem(keyOf(attempt)));
    } catch {
      return; // no storage, or not ours
    }
    if (!Array.isArray(state?.rubric)) return;
    for (const line of all('fieldset[data-rubric]', attempt)) {
      const judged = state.rubric.find((r) => r.name === line.dataset.rubric)?.judged;
      for (const input of all('input', line)) input.checked = input.value === (judged ?? '');
    }
    const note = attempt.querySelector('[data-note]');
    if (note) note.value = state.note ?? '';
    count(attempt);
  }

  function save(attempt) {
    count(attempt);
    try {
      localStorage.setItem(keyOf(attempt), JSON.stringify(read(attempt)));
    } catch {
      kept.textContent = 'This browser keeps nothing for this page: save it as JSON before you close it.';
    }
  }

  if (kept) {
    for (const attempt of attempts) {
      load(attempt);
      attempt.addEventListener('input', () => save(attempt));
    }
    byId('export').addEventListener('click', () => {
      const report = {
        format: 1, exercise, course, seed,
        attempts: attempts.map((a) => ({ name: a.dataset.name, hash: a.dataset.hash, ...read(a) })),
      };
      const url = URL.createObjectURL(new Blob([JSON.stringify(report, null, 2) + '\n'], { type: 'application/json' }));
      const a = document.createElement('a');
      a.href = url;
      a.download = `${exercise}-rubric.json`;
      a.click();
      setTimeout(() => URL.revokeObjectURL(url), 10000);
    });
  }

  reveal();
})();
