// Opens a campaign's report in headless Chromium and uses it as a person does.
//
//   node page_test.mjs REPORT.html SHOTS
//
// Checks, at the width of a phone and of a desk and in light and dark: nothing is said on the
// console, nothing is fetched, nothing is wider than the page, every chart has drawn something;
// then, by keyboard alone: filter, sort, open, copy. Screenshots go to SHOTS/. Exit status: 0 all
// held, 1 something did not.
import {spawn} from 'node:child_process';
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';

const [report, shots] = process.argv.slice(2);
if (!shots) {
  console.error('usage: node page_test.mjs REPORT.html SHOTS');
  process.exit(64);
}
mkdirSync(shots, {recursive: true});
const profile = mkdtempSync(join(tmpdir(), 'quicksilver-page-'));
const browser = spawn('chromium', ['--headless=new', '--no-sandbox', '--disable-gpu', '--remote-debugging-pipe',
  `--user-data-dir=${profile}`, 'about:blank'], {stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe']});

// The protocol: JSON between NULs on descriptors 3 and 4.
let next = 1;
const waiting = new Map();
const problems = [];
const requests = [];
let rest = '';
browser.stdio[4].on('data', (bytes) => {
  rest += bytes;
  const messages = rest.split('\0');
  rest = messages.pop();
  for (const text of messages) {
    const message = JSON.parse(text);
    if (message.id) {
      const {yes, no} = waiting.get(message.id);
      waiting.delete(message.id);
      if (message.error) no(new Error(message.error.message)); else yes(message.result);
    } else if (message.method === 'Runtime.exceptionThrown') {
      problems.push(`exception: ${message.params.exceptionDetails.exception?.description}`);
    } else if (message.method === 'Runtime.consoleAPICalled' || message.method === 'Log.entryAdded') {
      problems.push(`console: ${JSON.stringify(message.params.args ?? message.params.entry)}`);
    } else if (message.method === 'Network.requestWillBeSent') {
      requests.push(message.params.request.url);
    }
  }
});
let session;
const send = (method, params = {}) => new Promise((yes, no) => {
  waiting.set(next, {yes, no});
  browser.stdio[3].write(JSON.stringify({id: next++, method, params, ...(session ? {sessionId: session} : {})}) + '\0');
});
const evaluate = async (expression) => {
  const {result, exceptionDetails} = await send('Runtime.evaluate', {expression, awaitPromise: true, returnByValue: true});
  if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
  return result.value;
};
const key = async (name, text) => {
  await send('Input.dispatchKeyEvent', {type: 'keyDown', key: name, code: name, text, windowsVirtualKeyCode: {Enter: 13, Tab: 9, Escape: 27}[name]});
  await send('Input.dispatchKeyEvent', {type: 'keyUp', key: name, code: name, windowsVirtualKeyCode: {Enter: 13, Tab: 9, Escape: 27}[name]});
};
const type = (text) => send('Input.insertText', {text});
const expect = (what, holds) => { if (!holds) problems.push(what); };
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const focused = () => evaluate('document.activeElement.textContent.trim().slice(0, 60)');
const shown = () => evaluate('[...document.querySelectorAll("#findings > details .signature")].map((e) => e.textContent)');

const open = async (width, height, scheme) => {
  await send('Emulation.setDeviceMetricsOverride', {width, height, deviceScaleFactor: 1, mobile: width < 600});
  await send('Emulation.setEmulatedMedia', {features: [{name: 'prefers-color-scheme', value: scheme}]});
  await send('Page.navigate', {url: 'file://' + resolve(report)});
  for (let i = 0; i < 300 && await evaluate('document.readyState') !== 'complete'; ++i) await pause(100);
  await pause(300);
};
const shot = async (name, width) => {
  // A window as high as the page: one that grows only for the picture makes the charts draw themselves
  // again, and the picture is taken of them empty.
  const {cssContentSize} = await send('Page.getLayoutMetrics');
  const height = Math.min(Math.ceil(cssContentSize.height), 6000);
  await send('Emulation.setDeviceMetricsOverride', {width, height, deviceScaleFactor: 1, mobile: width < 600});
  await pause(1500);
  const {data} = await send('Page.captureScreenshot');
  writeFileSync(join(shots, name), Buffer.from(data, 'base64'));
};

try {
  const {targetInfos} = await send('Target.getTargets');
  const {sessionId} = await send('Target.attachToTarget', {targetId: targetInfos.find((t) => t.type === 'page').targetId, flatten: true});
  session = sessionId;
  for (const domain of ['Page', 'Runtime', 'Log', 'Network']) await send(`${domain}.enable`);
  for (const scheme of ['light', 'dark']) {
    for (const [name, width, height] of [['phone', 390, 844], ['desk', 1280, 900]]) {
      await open(width, height, scheme);
      const where = `${name}, ${scheme}`;
      expect(`${where}: the page is wider than the window`, await evaluate('document.documentElement.scrollWidth <= innerWidth'));
      for (const canvas of ['coverage', 'speed', 'yield', 'stages', 'pairs']) {
        expect(`${where}: ${canvas} is empty`, await evaluate(`(() => { const c = document.getElementById('${canvas}');
          return c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some((v) => v !== 0); })()`));
      }
      await evaluate('document.querySelectorAll("#findings > details").forEach((d, i) => { d.open = i < 1; })');
      await pause(200);
      await shot(`${name}-${scheme}.png`, width);
      expect(`${where}: with a finding open the page is wider than the window`,
        await evaluate('document.documentElement.scrollWidth <= innerWidth'));
    }
  }

  await open(1280, 900, 'light');
  const all = await shown();
  if (all.length > 0) {
    await key('/', '/');
    const word = all[all.length - 1].slice(0, 30);
    await type(word);
    await pause(100);
    const some = await shown();
    expect('the filter shows what has the word', some.length > 0 && some.length <= all.length && some.includes(all[all.length - 1]));
    await evaluate('document.getElementById("filter").select()');
    await type('no such finding');
    expect('the filter hides everything else', (await shown()).length === 0);
    await key('Escape');
    expect('Escape shows all again', (await shown()).length === all.length);
    // From the filter by Tab to the last of the orders, signature.
    await key('/', '/');
    for (let i = 0; i < 6; ++i) await key('Tab');
    expect(`Tab reaches the order by signature, not ${await focused()}`, (await focused()).startsWith('signature'));
    await key('Enter', '\r');
    const sorted = [...all].sort((a, b) => a.localeCompare(b));
    expect('Enter sorts by signature', JSON.stringify(await shown()) === JSON.stringify(sorted));
    await key('Enter', '\r');
    expect('once more sorts the other way', JSON.stringify(await shown()) === JSON.stringify(sorted.reverse()));
    await evaluate('document.activeElement.blur()');
    await key('j', 'j');
    await key('Enter', '\r');
    expect('j and Enter open the first finding', await evaluate('document.querySelector("#findings > details").open'));
    await key('c', 'c');
    await pause(300);
    expect('c copies', await evaluate('document.querySelector("#findings .copy").textContent') === 'copied');
    // What a paste gives.
    await evaluate('(() => { const a = document.createElement("textarea"); a.id = "paste"; document.body.append(a); a.focus(); })()');
    await send('Input.dispatchKeyEvent', {type: 'keyDown', key: 'v', code: 'KeyV', modifiers: 2, commands: ['paste']});
    await pause(200);
    const pasted = await evaluate('document.getElementById("paste").value');
    const command = await evaluate('document.querySelector("#findings .command pre").textContent');
    expect(`what was copied is the command, not '${pasted}'`, pasted === command);
  }
  const fetched = requests.filter((url) => !url.startsWith('file://') && !url.startsWith('data:'));
  expect(`nothing is fetched: ${fetched}`, fetched.length === 0);
  console.log(`${all.length} findings, ${requests.length} requests, all of the page itself; screenshots in ${shots}`);
} catch (error) {
  problems.push(String(error.stack));
}
browser.kill('SIGKILL');
await new Promise((done) => browser.on('exit', done));
rmSync(profile, {recursive: true, force: true, maxRetries: 5});
for (const problem of problems) console.log(`problem: ${problem}`);
process.exit(problems.length > 0 ? 1 : 0);
