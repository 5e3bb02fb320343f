// Runs before the site's script on a page of a package for learning platforms: what is marked goes to the frame around
// the page. A page without that frame keeps it until its tab is closed, since learners may share the browser.
"use strict";
{
  let frame;
  try { frame = parent.courseShelf; } catch { /* a window of another host */ }
  try { self.courseShelf = frame ?? sessionStorage; } catch { /* a sandbox keeps nothing */ }
  for (const note of document.querySelectorAll("[data-counted]")) note.hidden = frame?.week === note.dataset.counted;
}
