'use client';

import { Search } from 'lucide-react';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { cn } from '@/components/ui/cn';
import { SearchInput } from '@/components/ui/search-input';

/** How long typing must rest before it is searched for, in milliseconds. */
const SEARCH_REST_MS = 300;

interface SearchBoxProps {
  /** What is searched for now. */
  value: string;
  onSearch: (q: string) => void;
  /** What it finds by, in short. */
  placeholder: string;
  label: string;
  className?: string;
}

/** A line to search with that searches once typing rests. */
export function SearchBox({ value, onSearch, placeholder, label, className }: SearchBoxProps) {
  const [typed, setTyped] = useState(value);
  const [searched, setSearched] = useState(value);
  // Back, a cleared filter: the address leads, and what is typed follows.
  if (value !== searched) {
    setSearched(value);
    setTyped(value);
  }

  // What was typed into the page as the server wrote it, before this was there to hear it.
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => setTyped((known) => input.current?.value || known), []);

  const search = useEffectEvent((q: string) => {
    setSearched(q);
    onSearch(q);
  });
  useEffect(() => {
    const q = typed.trim();
    if (q === searched) return;
    const timer = setTimeout(() => search(q), SEARCH_REST_MS);
    return () => clearTimeout(timer);
  }, [typed, searched]);

  return (
    <div className={cn('relative', className)}>
      <Search
        className="pointer-events-none absolute top-1/2 left-3 size-4 -translate-y-1/2 text-text-muted"
        aria-hidden="true"
      />
      <SearchInput
        ref={input}
        value={typed}
        onValueChange={setTyped}
        maxLength={256}
        placeholder={placeholder}
        aria-label={label}
        className="pl-9"
      />
    </div>
  );
}
