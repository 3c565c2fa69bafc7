// SPDX-License-Identifier: Apache-2.0
// Screens that are loaded later import this, so that their texts need not be part of the first load.
import { addTexts } from "./i18n";
import { laterEn } from "./messages-later-en";
import { laterZh } from "./messages-later-zh";

addTexts({ en: laterEn, "zh-CN": laterZh });
