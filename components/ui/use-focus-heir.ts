'use client';

import { type FocusEvent, useEffect, useEffectEvent, useRef } from 'react';

/** The guards are Base UI's own, beside what it opened. */
const FOCUSABLE = ':is(a[href], button, [tabindex]):not(input, [data-base-ui-focus-guard])';

/**
 * To be spread on an element in which controls are replaced, often only once the server has answered: when the one
 * that has the focus goes away, the focus goes to the first in the place of it that takes it, and not to the page as a
 * whole. Such a place is any element around that is still there and bears `data-place`, else the element itself, else
 * what `otherwise` names. Whoever has gone on with something else meanwhile keeps that.
 */
export function useFocusHeir<T extends HTMLElement>(otherwise?: () => HTMLElement | null | undefined) {
  const ref = useRef<T>(null);
  const last = useRef<{ control: Element; places: Element[] } | null>(null);
  const opener = useRef<Element[]>([]);

  const handOn = useEffectEvent(() => {
    if (!last.current || last.current.control.isConnected) return;
    const places = last.current.places.filter((place) => place.isConnected);
    const heirs = places.flatMap((place) => [...place.querySelectorAll<HTMLElement>(FOCUSABLE)]);
    for (const heir of [...heirs, otherwise?.()]) {
      if (document.activeElement !== document.body) break;
      heir?.focus();
    }
    if (document.activeElement !== document.body && last.current?.control.isConnected === false)
      last.current = null;
  });

  useEffect(() => {
    const observer = new MutationObserver(() => handOn());
    if (ref.current) observer.observe(ref.current, { childList: true, subtree: true });
    // A menu that was opened from here stands beside the page, and may close after its button was replaced.
    observer.observe(document.body, { childList: true });
    // Until the heir is there, the focus is nowhere: somebody else may want it.
    const forget = () => {
      if (last.current?.control.isConnected === false) last.current = null;
    };
    document.addEventListener('pointerdown', forget, true);
    return () => {
      observer.disconnect();
      document.removeEventListener('pointerdown', forget, true);
    };
  }, []);

  return {
    ref,
    onFocus({ target, currentTarget }: FocusEvent<T>) {
      if (currentTarget.contains(target)) {
        opener.current = [currentTarget];
        // From the inside out.
        for (let place = target.closest('[data-place]'); place; place = around(place))
          if (currentTarget.contains(place)) opener.current.splice(-1, 0, place);
      }
      // What is opened from here stands elsewhere in the document: its place is that of what opened it.
      last.current = { control: target, places: opener.current };
    },
    onBlur({ target }: FocusEvent<T>) {
      // React tells of no blur when it takes an element away; and a window that is left keeps its focus.
      if (document.activeElement !== target) last.current = null;
    },
  };
}

const around = (place: Element) => place.parentElement?.closest('[data-place]') ?? null;
