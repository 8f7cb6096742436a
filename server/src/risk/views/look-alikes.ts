/** Letters that pass for Latin ones: each two characters are the letter and what it passes for. */
const CYRILLIC =
  "аaеeоoрpсcуyхxіiјjѕsһhԁdԛqԝwѵvӏlкkмmтtвbнhгrпnиuяrшwцuьbіiїiєeґrАAЕEОOРPСCУYХXІIЈJЅSҺHԚQԜWѴVӀIКKМMТTВBНHГGПNИNЯRШWЦUЗEДAЧYЬB";
const GREEK = "αaβbγyδdεeζzηnθoιiκkλlμuνvξeοoπnρpσoςcτtυuχxωwϲcϳjΑAΒBΕEΖZΗHΙIΚKΛAΜMΝNΞEΟOΠNΡPΣEΤTΥYΧXΔAΘO";
const ARMENIAN = "ոnօoսuզqհhցgյjլlաwռnգqԁdքpկlտuՕOՏSՍUԼLՈN";
const CHEROKEE = "ᎪAᎠDᎡRᎢTᎥiᎫJᎬEᎳWᎷMᎻHᎽYᎾOᏀGᏃZᏎ4ᏒRᏕSᏚSᏞLᏟCᏢPᏦKᏴBᏙVᎿI";
const LISU = "ꓮAꓐBꓑPꓒdꓓDꓔTꓖGꓗKꓙJꓚCꓜZꓝFꓟMꓠNꓡLꓢSꓣRꓦVꓧHꓪWꓫXꓬYꓰEꓲIꓳOꓴU";
const COPTIC = "ⲟoⲣpⲥcⲁaⲓiⲕkⲙmⲛnⲧtⲩyⲭxⲞOⲢPⲤCⲒIⲔKⲘMⲚNⲦT";

/** Shapes of Latin letters that no language writes its words with. */
const SHAPES = "ᴀaʙbᴄcᴅdᴇeꜰfɢgʜhɪiᴊjᴋkʟlᴍmɴnᴏoᴘpʀrꜱsᴛtᴜuᴠvᴡwʏyᴢzɑaɡgıiȷjɩiʋvɾrƨs";

/** Latin letters inside of words of another alphabet, read as that alphabet. */
const TO_CYRILLIC = "aаeеoоpрcсyуxхiіkкmмtтAАEЕOОPРCСYУXХIІKКMМTТBВHН";

export const LOOK_ALIKES: ReadonlyMap<number, number> = pairs(CYRILLIC + GREEK + ARMENIAN + CHEROKEE + LISU + COPTIC);
export const LETTER_SHAPES: ReadonlyMap<number, number> = pairs(SHAPES);
export const CYRILLIC_LOOKS: ReadonlyMap<number, number> = pairs(TO_CYRILLIC);

function pairs(list: string): Map<number, number> {
  const map = new Map<number, number>();
  for (let i = 0; i + 1 < list.length; i += 2) map.set(list.charCodeAt(i), list.charCodeAt(i + 1));
  return map;
}
