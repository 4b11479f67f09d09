import {
  Button,
  CharacterCount,
  Checkboxes,
  createAll,
  ErrorSummary,
  NotificationBanner,
  PasswordInput,
  Radios,
  ServiceNavigation,
  SkipLink
} from 'govuk-frontend'

// Every page works without any of these; they only make it nicer.
for (const Component of [
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  NotificationBanner,
  PasswordInput,
  Radios,
  ServiceNavigation,
  SkipLink
]) {
  createAll(Component)
}

// One filter panel serves every width: open beside a wide list, folded above a narrow one.
const wide = window.matchMedia('(min-width: 48.0625em)')
for (const panel of document.querySelectorAll('details[data-open-when-wide]')) {
  if (wide.matches) panel.open = true
}

for (const button of document.querySelectorAll('[data-print]')) {
  button.hidden = false
  button.addEventListener('click', () => window.print())
}
