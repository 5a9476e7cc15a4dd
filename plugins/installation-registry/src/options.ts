import { Type } from '@sinclair/typebox'
import type { InstallationTable } from './table.js'

const methods = Type.Object({ upsert: Type.Function([], Type.Unknown()), remove: Type.Function([], Type.Unknown()) })

export const registryOptions = Type.Object({
  table: Type.Optional(Type.Unsafe<InstallationTable>({ ...methods, description: 'the team\'s own table: an object with `upsert` and `remove`' })),
  file: Type.Optional(Type.String({ minLength: 1, description: 'in place of `table`: a file of JSON lines, for one process only' }))
})
