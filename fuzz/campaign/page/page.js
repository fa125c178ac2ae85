'use strict';
(() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const $ = (id) => document.getElementById(id);
  const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const make = (tag, attributes, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (name === 'text') element.textContent = value;
      else element.setAttribute(name, value);
    }
    element.append(...children);
    return element;
  };
  const grouped = (n) => Math.round(n).toString().replace(/\B(?=(\d{3})+$)/g, ',');

  // --- The head

  const open = data.findings.filter((f) => f.state !== 'fixed');
  const targets = [...new Set(data.samples.map((s) => s[1]))].sort();
  const last = new Map(data.samples.map((s) => [s[1], s]));
  $('about').textContent = `commit ${data.commit || 'unknown'}, ${data.duration} on ${data.jobs} ${data.jobs === '1' ? 'processor' : 'processors'}`;
  const runs = [...last.values()].reduce((sum, s) => sum + s[2], 0);
  for (const [name, value] of [['open findings', open.length], ['signatures', data.findings.length],
       ['sights', data.findings.reduce((sum, f) => sum + f.count, 0)], ['executions', runs], ['targets', targets.length]]) {
    $('figures').append(make('div', {}, make('dt', {text: name}), make('dd', {text: grouped(value)})));
  }

  // --- Findings

  const code = (text) => {
    const pre = make('pre', {tabindex: '0'});
    for (const line of text.replace(/\n$/, '').split('\n')) {
      const culprit = line.startsWith('>');
      pre.append(culprit ? make('span', {class: 'mark', text: line}) : line, '\n');
    }
    return pre;
  };
  const part = (title, element) => [make('h3', {text: title}), element];
  const copy = async (text, button) => {
    let done = false;
    try {
      await navigator.clipboard.writeText(text);
      done = true;
    } catch {  // a page from a file may not be allowed to
      const area = make('textarea', {});
      area.value = text;
      document.body.append(area);
      area.select();
      done = document.execCommand('copy');
      area.remove();
      button.focus();
    }
    button.textContent = done ? 'copied' : 'not copied';
    setTimeout(() => { button.textContent = 'copy'; }, 1500);
  };

  const body = (f) => {
    const box = make('div', {class: 'body'});
    if (f.replay) {
      const button = make('button', {type: 'button', text: 'copy', class: 'copy', 'aria-label': 'copy the replay command'});
      button.addEventListener('click', () => copy(f.replay, button));
      box.append(...part('Replay', make('div', {class: 'command'}, make('pre', {text: f.replay, tabindex: '0'}), button)));
    }
    if (f.remark) box.append(make('p', {class: 'hint', text: f.remark}));
    if (f.program) box.append(...part('Smallest program', make('pre', {text: f.program, tabindex: '0'})));
    if (f.input) box.append(...part('Input', make('pre', {text: f.input, tabindex: '0'})));
    if (f.code_before || f.code_after) {
      box.append(...part('Bytecode', make('div', {class: 'beside'},
        make('div', {}, make('p', {class: 'hint', text: 'before allocation'}), code(f.code_before)),
        make('div', {}, make('p', {class: 'hint', text: `after: ${f.code_name.replace('Code of ', '')}`}), code(f.code_after)))));
    }
    if (f.traces) box.append(...part('Both runs around it', code(f.traces)));
    const rows = [['first seen', f.first], ['last seen', f.last], ['seed', f.seed], ['commit', f.commit], ['fixed in', f.fixed],
      ['first bad commit', f.bad], ['made small by', f.reducer]].filter(([, value]) => value);
    box.append(...part('Where it comes from', make('table', {}, ...rows.map(([name, value]) =>
      make('tr', {}, make('th', {text: name, scope: 'row'}), make('td', {text: value}))))));
    if (f.report) {
      box.append(make('details', {}, make('summary', {text: 'Report'}), make('pre', {text: f.report, class: 'report', tabindex: '0'})));
    }
    return box;
  };

  const cards = data.findings.map((f, index) => {
    const summary = make('summary', {}, make('span', {class: 'signature', text: f.signature}),
      make('span', {class: `state ${f.state}`, text: f.state}),
      make('span', {class: 'meta', text: `${f.kind}, ${grouped(f.count)} times, found by ${f.target} after ${f.after}` +
        (f.before ? `, ${grouped(f.before)} → ${f.small || f.state !== 'raw' ? grouped(f.small) : '?'} ${f.unit}` : '')}));
    const card = make('details', {class: 'finding'}, summary);
    card.addEventListener('toggle', () => { if (card.open && !card.querySelector('.body')) card.append(body(f)); });
    return {f, index, card, summary, words: [f.signature, f.kind, f.state, f.target, f.program].join(' ').toLowerCase()};
  });
  const orders = {
    first: (a, b) => a.f.seconds - b.f.seconds, times: (a, b) => b.f.count - a.f.count, size: (a, b) => a.f.small - b.f.small,
    state: (a, b) => a.f.state.localeCompare(b.f.state), kind: (a, b) => a.f.kind.localeCompare(b.f.kind),
    signature: (a, b) => a.f.signature.localeCompare(b.f.signature)};
  let order = 'first';
  let down = false;
  const buttons = Object.keys(orders).map((name) => {
    const button = make('button', {type: 'button', 'data-order': name});
    button.addEventListener('click', () => { down = order === name ? !down : false; order = name; show(); });
    $('sorting').append(button);
    return button;
  });
  const show = () => {
    const words = $('filter').value.toLowerCase().split(/\s+/).filter(Boolean);
    const shown = cards.filter((c) => words.every((word) => c.words.includes(word)));
    shown.sort((a, b) => (down ? -1 : 1) * orders[order](a, b) || a.index - b.index);
    $('findings').replaceChildren(...shown.map((c) => c.card));
    $('shown').textContent = cards.length === 0 ? 'nothing was found' : `${shown.length} of ${cards.length}`;
    for (const button of buttons) {
      const on = button.dataset.order === order;
      button.setAttribute('aria-pressed', on);
      button.textContent = button.dataset.order + (on ? (down ? ' ↓' : ' ↑') : '');
    }
  };
  $('filter').addEventListener('input', show);
  document.addEventListener('keydown', (event) => {
    const typing = event.target instanceof HTMLInputElement;
    if (event.key === 'Escape' && typing) { $('filter').value = ''; show(); event.target.blur(); return; }
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === '/') { event.preventDefault(); $('filter').focus(); return; }
    const list = [...$('findings').querySelectorAll(':scope > details > summary')];
    const card = document.activeElement && document.activeElement.closest('.finding');
    const at = card ? list.indexOf(card.querySelector('summary')) : -1;
    if (event.key === 'j' && at + 1 < list.length) list[at + 1].focus();
    if (event.key === 'k' && at > 0) list[at - 1].focus();
    if (event.key === 'c' && card) {
      card.open = true;
      if (!card.querySelector('.body')) card.append(body(cards.find((c) => c.card === card).f));
      const button = card.querySelector('.copy');
      if (button) button.click();
    }
  });
  show();

  // --- Charts

  const palette = ['#2f6fcf', '#d1622b', '#1c8a5a', '#9b4fc4', '#b88a00', '#c2366b', '#2699a6', '#7a7f2a', '#6a5acd', '#8c564b',
    '#3d9b35', '#e377c2', '#5b7083', '#bc5090', '#ef8a17', '#00798c', '#a05195'];
  const colour = (target) => palette[targets.indexOf(target) % palette.length];
  const unit = data.elapsed > 7200 ? [3600, 'hours'] : data.elapsed > 180 ? [60, 'minutes'] : [1, 'seconds'];
  const time = (seconds) => seconds / unit[0];
  const charts = [];
  const axes = (y, extra) => ({
    responsive: true, maintainAspectRatio: false, animation: false, parsing: false,
    interaction: {mode: 'nearest', axis: 'x', intersect: false},
    scales: {x: {type: 'linear', title: {display: true, text: unit[1]}, min: 0, max: Math.ceil(time(data.elapsed))},
      y: {beginAtZero: true, ticks: {precision: 0}, title: {display: true, text: y}}, ...extra},
    plugins: {legend: {labels: {boxWidth: 10, boxHeight: 10}}}});
  const line = (label, points, at, colour_, more) => ({label, data: points, borderColor: colour_, backgroundColor: colour_,
    borderWidth: 1.5, pointRadius: points.length < 2 ? 3 : 0, ...more});
  const draw = () => {
    while (charts.length) charts.pop().destroy();
    Chart.defaults.color = css('--soft');
    Chart.defaults.borderColor = css('--line');
    Chart.defaults.font.family = 'system-ui, sans-serif';
    const of = (target, column) => data.samples.filter((s) => s[1] === target && s[column] > 0).map((s) => ({x: time(s[0]), y: s[column]}));
    charts.push(new Chart($('coverage'), {type: 'line', options: axes('edges'),
      data: {datasets: targets.map((t) => line(t, of(t, 4), 0, colour(t)))}}));
    charts.push(new Chart($('speed'), {type: 'line', options: {...axes('executions a second'), scales: {...axes('').scales,
      y: {type: 'logarithmic', title: {display: true, text: 'executions a second'}}}},
      data: {datasets: targets.map((t) => line(t, of(t, 3), 0, colour(t)))}}));
    const found = data.findings.map((f) => f.seconds).sort((a, b) => a - b);
    const steps = [{x: 0, y: 0}, ...found.map((s, i) => ({x: time(s), y: i + 1})), {x: time(data.elapsed), y: found.length}];
    const best = new Map(targets.map((t) => [t, Math.max(1, ...data.samples.filter((s) => s[1] === t).map((s) => s[5]))]));
    const now = new Map();
    const shares = data.samples.map((s) => {
      now.set(s[1], Math.max(now.get(s[1]) || 0, s[5] / best.get(s[1])));
      return {x: time(s[0]), y: 100 * [...now.values()].reduce((a, b) => a + b, 0) / targets.length};
    });
    charts.push(new Chart($('yield'), {type: 'line', options: axes('signatures', {share: {position: 'right', min: 0, max: 100,
      title: {display: true, text: '% of features known now'}, grid: {drawOnChartArea: false}}}),
      data: {datasets: [line('signatures', steps, 0, palette[1], {stepped: true, borderWidth: 2.5}),
        line('features', shares, 0, palette[0], {yAxisID: 'share'})]}}));
    const stages = [...new Set(data.stages.map((s) => s[0]))].sort();
    const owners = [...new Set(data.stages.map((s) => s[1]))].sort();
    charts.push(new Chart($('stages'), {type: 'bar',
      options: {responsive: true, maintainAspectRatio: false, animation: false, indexAxis: 'y',
        scales: {x: {stacked: true, title: {display: true, text: 'seconds'}}, y: {stacked: true, ticks: {autoSkip: false}}},
        plugins: {legend: {labels: {boxWidth: 10, boxHeight: 10}}}},
      data: {labels: stages, datasets: owners.map((o) => ({label: o, backgroundColor: targets.includes(o) ? colour(o) : '#8a93a0',
        data: stages.map((stage) => data.stages.filter((s) => s[0] === stage && s[1] === o).reduce((sum, s) => sum + s[2], 0))}))}}));
    drawPairs();
  };

  // --- Opcode pairs

  const cell = 6;
  const names = data.pairs.names;
  const drawPairs = () => {
    const canvas = $('pairs');
    const size = names.length * cell;
    canvas.width = canvas.height = size;
    const context = canvas.getContext('2d');
    const colours = {1: css('--met'), 0: css('--unmet'), '-': css('--never')};
    data.pairs.rows.forEach((row, i) => {
      for (let j = 0; j < row.length; ++j) {
        const x = j * cell;
        const y = i * cell;
        context.fillStyle = colours[row[j]];
        context.fillRect(x, y, cell - 1, cell - 1);
        if (row[j] !== '-') continue;
        context.strokeStyle = css('--back');
        context.beginPath();
        context.moveTo(x, y);
        context.lineTo(x + cell - 1, y + cell - 1);
        context.stroke();
      }
    });
  };
  const all = data.pairs.rows.join('');
  const count = (c) => all.split(c).length - 1;
  $('pairs-about').textContent = `Rows: the first instruction, columns: the next one. ${grouped(count('1'))} met by hunts, ` +
    `${grouped(count('0'))} not met, ${grouped(count('-'))} that no code can have (struck through).`;
  $('pairs').addEventListener('mousemove', (event) => {
    const first = Math.floor(event.offsetY / cell);
    const second = Math.floor(event.offsetX / cell);
    if (!(names[first] && names[second])) return;
    const says = {1: 'met', 0: 'not met', '-': 'no code can have it'}[data.pairs.rows[first][second]];
    $('pair').textContent = `${names[first]} ${names[second]}: ${says}`;
  });

  // --- Tables

  const table = (element, head, rows, numbers, mark) => {
    element.append(make('thead', {}, make('tr', {}, ...head.map((h, i) => make('th', {text: h, scope: 'col', ...(numbers.includes(i) ? {class: 'number'} : {})})))),
      make('tbody', {}, ...rows.map((row) => make('tr', {}, ...row.map((value, i) =>
        make('td', {text: value, ...(numbers.includes(i) ? {class: 'number'} : mark && mark(value) ? {class: mark(value)} : {})}))))));
  };
  table($('targets'), ['target', 'executions', 'a second', 'coverage', 'features', 'corpus', 'findings'],
    [...last.values()].sort((a, b) => a[1].localeCompare(b[1])).map((s) => [s[1], grouped(s[2]), grouped(s[3]), grouped(s[4]), grouped(s[5]), grouped(s[6]),
      data.findings.filter((f) => f.target === s[1]).length]), [1, 2, 3, 4, 5, 6]);
  if (data.drill.length) table($('drill'), data.drill[0], data.drill.slice(1), [1, 5, 6, 7], (value) => value === 'survived' ? 'survived' : '');

  draw();
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
})();
