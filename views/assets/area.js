// What the pages of areas do beyond forms and links, which work without it: copies and prints what is to be kept, and asks
// before something typed is left.

for (const button of document.querySelectorAll('[data-copies]')) {
  button.hidden = false;
  button.addEventListener('click', async () => {
    const said = document.getElementById(button.dataset.says);
    try {
      const copied = document.getElementById(button.dataset.copies);
      const lines = copied.children.length > 0 ? [...copied.children] : [copied];
      await navigator.clipboard.writeText(lines.map((line) => line.textContent.trim()).join('\n'));
      said.textContent = said.dataset.copied;
    } catch {
      said.textContent = said.dataset.failed;
    }
  });
}

for (const button of document.querySelectorAll('[data-prints]')) {
  button.hidden = false;
  button.addEventListener('click', () => window.print());
}

// How many are ticked is said where that is done.
for (const told of document.querySelectorAll('[data-counts]')) {
  const form = told.closest('form');
  const words = told.textContent;
  form.addEventListener('change', () => {
    const count = form.querySelectorAll('td input:checked').length;
    told.textContent = count === 0 ? words : told.dataset.counts.replace('#', count);
  });
}

// An explanation opens for a pointer or the focus as well; Escape and leaving close it.
for (const button of document.querySelectorAll('[popovertarget]')) {
  const tip = document.getElementById(button.getAttribute('popovertarget'));
  let leaving = 0;
  const open = () => {
    clearTimeout(leaving);
    if (tip.matches(':popover-open')) tip.hidePopover();
    tip.showPopover({ source: button });
  };
  const leave = () => {
    clearTimeout(leaving);
    leaving = setTimeout(() => {
      if (!tip.matches(':hover') && document.activeElement !== button) tip.hidePopover();
    }, 200);
  };
  // A tap opens it by itself.
  button.addEventListener('pointerenter', (event) => event.pointerType === 'mouse' && open());
  button.addEventListener('focus', () => button.matches(':focus-visible') && open());
  button.addEventListener('blur', leave);
  button.addEventListener('pointerleave', leave);
  tip.addEventListener('pointerleave', leave);
}

// How far something is: the page is read again as long as it goes on, and what has changed is put in its place.
const watch = async () => {
  const shown = document.getElementById('progress');
  if (!shown?.hasAttribute('data-watches')) return;
  try {
    const answer = await fetch(location.href, { headers: { accept: 'text/html' } });
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const read = page.getElementById('progress');
    if (answer.ok && read !== null && read.innerHTML !== shown.innerHTML) {
      const open = shown.querySelector('details')?.open;
      shown.replaceChildren(...read.childNodes);
      shown.toggleAttribute('data-watches', read.hasAttribute('data-watches'));
      const details = shown.querySelector('details');
      if (open && details !== null) details.open = true;
    }
  } catch {
    // The next time it may be there again.
  }
  setTimeout(watch, 3000);
};
setTimeout(watch, 3000);

// Who has typed something and leaves is asked, unless the form itself leads on.
for (const form of document.querySelectorAll('form[data-guards]')) {
  let changed = false;
  form.addEventListener('input', () => {
    changed = true;
  });
  form.addEventListener('submit', () => {
    changed = false;
  });
  window.addEventListener('beforeunload', (event) => {
    if (changed) event.preventDefault();
  });
}
