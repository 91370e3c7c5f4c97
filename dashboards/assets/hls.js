/* The page works without this file. With it: live charts, a form that saves to a file, cards to choose from. */
(() => {
  const page = document;
  const on = (what, name, then) => what.addEventListener(name, then);
  const one = (where, what) => where.querySelector(what);
  const all = (where, what) => [...where.querySelectorAll(what)];
  const here = page.currentScript.src;

  /* Live charts: figures come from the page's own table, the chart from the script beside this one. */
  const number = text => text ? Number(text) : null;
  const rowsOf = id => all(page, `table[data-view="${id}"] tbody tr`).map(row => {
    const cell = name => one(row, `[data-col="${name}"]`);
    const at = name => cell(name) ? cell(name).dataset : {};
    const value = cell('value').querySelector('data');
    const says = [one(row, 'th'), value, cell('read_first'), cell('status')].map(part => part ? part.textContent.trim() : '');
    return {
      start: row.dataset.row, value: value ? Number(value.value) : null, centre: number(at('centre').v),
      lower: number(at('range').l), upper: number(at('range').u), target: number(at('target').v),
      signal: at('read_first').s || '', fill: 'p' in at('value') ? 'open' : at('read_first').s || '', says: says[0] + ': ' + says.slice(1).filter(Boolean).join(', '),
    };
  });
  const withVega = () => window.vegaEmbed || new Promise((onload, onerror) => {
    const src = new URL(one(page, '[data-vega]').dataset.vega, here).href;
    page.head.append(Object.assign(page.createElement('script'), {src, onload, onerror}));
  });
  const explore = async button => {
    const words = button.dataset, paper = one(page, `figure[data-view="${words.live}"] .paper`);
    const state = paper.parentNode.dataset;
    const back = says => {
      all(paper, '.live').forEach(place => place.remove());
      delete state.state;
      button.textContent = says;
    };
    if (state.state) return back(words.open);
    try {
      await withVega();
      const place = Object.assign(page.createElement('div'), {className: 'live'});
      paper.append(place);
      state.state = 'live';
      const spec = window.hlsLive(rowsOf(words.live), one(paper, 'title').textContent);
      await window.vegaEmbed(place, spec, {
        ast: true, actions: false, renderer: 'svg', defaultStyle: false, tooltip: {disableDefaultStyle: true},
      });
      button.textContent = words.close;
    } catch (error) {
      back(words.failed);
    }
  };
  all(page, '[data-live]').forEach(button => {
    button.hidden = false;
    on(button, 'click', () => explore(button));
  });

  /* Reflections: kept in this browser until saved; they leave it by a file or an email, by hand. */
  const today = () => new Date(Date.now() - new Date().getTimezoneOffset() * 6e4).toISOString().slice(0, 10);
  const recordOf = form => {
    const role = form.elements.role.value.trim(), isOut = form.elements.out.checked && role !== '';
    const answers = {}, about = form.dataset;
    all(form, 'textarea').forEach(field => { answers[field.name] = field.value.trim(); });
    if (about.signal) return {
      signal_id: about.signal, scope: about.area, measure_ids: about.measure, occurred_on: today(), recorded_on: today(),
      source_type: 'provider_narrative', author_role: role, about_person: 'none', consent: 'not_needed',
      audience: isOut ? 'alliance' : 'team', text: answers.text,
    };
    return {
      schema: 'hls.reflection/1', area_code: about.area, measure_id: about.measure,
      period_start: about.period, view_sha: about.sha, recorded_on: today(),
      language: page.documentElement.lang, audience: isOut ? 'alliance' : 'room',
      let_out_by_role: isOut ? role : null, answers,
    };
  };
  const asText = ({answers, ...rest}) => Object.entries({...rest, ...answers})
    .map(([name, value]) => `${name}: ${(value || '').replace(/\r?\n/g, '\n  ')}`).join('\n');
  const save = (form, name) => {
    const href = URL.createObjectURL(new Blob([JSON.stringify(recordOf(form), null, 1)], {type: 'application/json'}));
    Object.assign(page.createElement('a'), {href, download: `${name}.json`}).click();
    URL.revokeObjectURL(href);
  };
  const drafts = form => {
    const key = `hls.draft/${form.dataset.area}/${form.dataset.reflection}/${form.dataset.period}`;
    const fields = all(form, 'textarea, input'), part = field => field.type === 'checkbox' ? 'checked' : 'value';
    /* A browser may refuse to keep anything; the form works all the same. */
    const box = use => { try { return use(localStorage); } catch (error) { return null; } };
    return {
      keep: () => box(kept => kept.setItem(key, JSON.stringify(fields.map(field => field[part(field)])))),
      forget: () => box(kept => kept.removeItem(key)),
      bring: () => box(kept => JSON.parse(kept.getItem(key) || '[]').forEach((value, place) => {
        fields[place][part(fields[place])] = value;
      })),
    };
  };
  all(page, 'form[data-reflection]').forEach(form => {
    const draft = drafts(form), said = form.dataset, name = said.signal ? said.file : `reflection-${said.file}`, box = form.elements;
    const say = words => { one(form, '[role=status]').textContent = words; };
    all(form, '[data-do]').forEach(button => { button.hidden = false; });
    all(form, '.no-script').forEach(words => words.remove());
    draft.bring();
    on(form, 'input', () => { draft.keep(); say(''); });
    on(form, 'submit', event => event.preventDefault());
    on(form, 'click', event => {
      const what = event.target.dataset.do;
      if (what === 'clear') {
        form.reset();
        draft.forget();
        say(said.cleared);
      } else if (what && box.out.checked && !box.role.value.trim()) {
        event.preventDefault();
        say(said.role);
        box.role.focus();
      } else if (what === 'email') {
        const body = encodeURIComponent(asText(recordOf(form)));
        event.target.href = `mailto:${said.replies}?subject=${encodeURIComponent(name)}&body=${body}`;
      } else if (what === 'save') {
        save(form, name);
        draft.forget();
        say(said.saved);
      }
    });
  });

  /* Cards: a ticked box hides those it is not true of. */
  all(page, 'fieldset[data-cards]').forEach(set => {
    set.hidden = false;
    on(set, 'change', () => {
      const wanted = all(set, 'input:checked').map(box => box.value);
      all(page, '.card').forEach(card => {
        card.hidden = !wanted.every(name => card.dataset[name] === 'true');
      });
    });
  });
})();
