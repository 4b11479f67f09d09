// Builds the assets into ../src/aboveboard/web/assets: static/ is served, fonts/ is read by the PDF renderer.
import { cp, mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { build } from 'esbuild'
import * as sass from 'sass'

const here = dirname(fileURLToPath(import.meta.url))
const assets = join(here, '../src/aboveboard/web/assets')
const served = join(assets, 'static')
const fonts = join(assets, 'fonts')
const modules = join(here, 'node_modules')

await rm(assets, { recursive: true, force: true })
await mkdir(join(served, 'images'), { recursive: true })
await mkdir(fonts, { recursive: true })

const styles = sass.compile(join(here, 'src/aboveboard.scss'), {
  loadPaths: [here, modules],
  quietDeps: true,
  style: 'compressed'
})
await writeFile(join(served, 'aboveboard.css'), styles.css)

await build({
  absWorkingDir: here,
  bundle: true,
  entryPoints: ['src/aboveboard.js', 'src/chart.js'], // charts are large, and on few pages
  format: 'esm',
  legalComments: 'none',
  logLevel: 'error',
  minify: true,
  outdir: served,
  target: 'es2020'
})

// Only the pictures that the styles name: a missing one fails the hashed manifest, a spare one is dead weight.
const named = new Set([...styles.css.matchAll(/images\/([\w.-]+)/g)].map((match) => match[1]))
const ours = await readdir(join(here, 'src/images'))
for (const picture of ours) await cp(join(here, 'src/images', picture), join(served, 'images', picture))
for (const picture of named) {
  if (ours.includes(picture)) continue
  await cp(join(modules, '@ministryofjustice/frontend/moj/assets/images', picture), join(served, 'images', picture))
}

const families = join(modules, '@expo-google-fonts')
for (const family of (await readdir(families)).sort()) {
  // Chinese and Korean take up to 10 MB a weight: one is enough for a name.
  const weights = ['noto-sans-kr', 'noto-sans-sc'].includes(family) ? ['400Regular'] : ['400Regular', '700Bold']
  if (family === 'noto-sans') weights.push('400Regular_Italic')
  for (const weight of weights) {
    for (const font of await readdir(join(families, family, weight))) {
      if (font.endsWith('.ttf')) await cp(join(families, family, weight, font), join(fonts, font))
    }
  }
  await cp(join(families, family, 'LICENSE_FONT'), join(fonts, `LICENSE-${family}.txt`))
}
