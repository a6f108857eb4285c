// Language, "Help now", the address and links inside our own texts. Works while the server is busy or away.
export default function (component) {
  const { parentElement, data, setTriggerValue } = component;
  document.documentElement.lang = data.language;
  if (data.address && !same(location.search, data.address)) {
    history.replaceState(history.state, "", location.pathname + data.address);
  }
  let bar = parentElement.querySelector(".cn-topbar");
  if (!bar) {
    bar = document.createElement("div");
    bar.className = "cn-topbar";
    bar.innerHTML = `<div class="cn-languages"></div><button type="button" class="cn-help-button"></button>
      <dialog class="cn-help" aria-labelledby="cn-help-title"><h2 id="cn-help-title"></h2><p class="cn-help-lead"></p>
      <ul></ul><button type="button" class="cn-close"></button></dialog>`;
    parentElement.append(bar);
    const dialog = bar.querySelector("dialog");
    bar.querySelector(".cn-help-button").onclick = () => dialog.showModal();
    bar.querySelector(".cn-close").onclick = () => dialog.close();
    dialog.onclick = (event) => { if (event.target === dialog) dialog.close(); };
  }
  const languages = bar.querySelector(".cn-languages");
  languages.replaceChildren(...data.languages.map(([code, name]) => {
    const button = document.createElement("button");
    button.type = "button";
    button.lang = code;
    button.textContent = name;
    button.onclick = () => setTriggerValue("language", code);
    return button;
  }));
  bar.querySelector(".cn-help-button").textContent = data.help.button;
  bar.querySelector("h2").textContent = data.help.title;
  bar.querySelector(".cn-help-lead").textContent = data.help.lead;
  bar.querySelector(".cn-close").textContent = data.help.close;
  bar.querySelector("ul").replaceChildren(...data.help.lines.map(line));
  const links = (event) => follow(event, data, setTriggerValue);
  document.addEventListener("click", links);
  return () => document.removeEventListener("click", links);
}

// Two query strings that say the same, in any order and escaping.
function same(one, other) {
  const sorted = (text) => JSON.stringify([...new URLSearchParams(text)].sort());
  return sorted(one) === sorted(other);
}

function line({ name, call, telephone, text, text_to: textTo, note }) {
  const item = document.createElement("li");
  const title = document.createElement("strong");
  title.textContent = name;
  item.append(title);
  const ways = [[call, `tel:${telephone}`, telephone], [text, `sms:${textTo}`, textTo]];
  for (const [words, address, number] of ways) {
    if (!number) continue;
    const link = document.createElement("a");
    link.href = address;
    link.textContent = words;
    item.append(link);
  }
  const about = document.createElement("span");
  about.textContent = note;
  item.append(about);
  return item;
}

function follow(event, data, setTriggerValue) {
  const copy = event.target.closest?.("[data-cn-copy]");
  if (copy) {
    const before = copy.textContent;
    const done = (words) => { copy.textContent = words; setTimeout(() => { copy.textContent = before; }, 2500); };
    // Without a secure address browsers offer no clipboard: then the link itself is shown, to be copied by hand.
    (navigator.clipboard?.writeText(location.href) ?? Promise.reject(new Error("no clipboard")))
      .then(() => done(data.copied), () => done(location.href));
    return;
  }
  const link = event.target.closest?.("a.cn-go");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  setTriggerValue("go", link.getAttribute("href"));
}
