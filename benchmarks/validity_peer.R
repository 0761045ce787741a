# R's side of bench_validity.py: reads the name of a task a line, runs it, and writes seconds and numbers.
# Run by bench_validity.py with the folder of the data as its argument.

suppressPackageStartupMessages({
  library(lavaan)
  library(psych)
  library(semTools)
})

folder <- commandArgs(trailingOnly = TRUE)[1]
rows <- read.csv(file.path(folder, "complete.csv"))
incomplete <- read.csv(file.path(folder, "incomplete.csv"))
items <- read.csv(file.path(folder, "items.csv"))
x <- rows[items$item]
n <- nrow(x)
S <- cov(x)
R <- cor(x)
blocks <- split(items$item, factor(items$dimension, unique(items$dimension)))
five <- paste(names(blocks), "=~", sapply(blocks, paste, collapse = " + "), collapse = "\n")
by_quarter <- split(x, rows$quarter)
covariances <- lapply(by_quarter, cov)
means <- lapply(by_quarter, colMeans)
sizes <- sapply(by_quarter, nrow)

silently <- function(expression) {
  invisible(capture.output(suppressWarnings(suppressMessages(found <- expression))))
  found
}

indices <- function(fit, names = c("chisq", "df", "cfi", "tli", "rmsea", "srmr")) {
  all <- fitMeasures(fit)
  setNames(as.list(all[names]), sub("chisq", "chi_square", names))
}

robust <- c("chisq", "chisq.scaled", "df", "cfi.robust", "rmsea.robust", "srmr")

reliability <- function(block) {
  l <- paste0("l", seq_along(block))
  e <- paste0("e", seq_along(block))
  model <- paste(
    paste("f =~", paste(l, block, sep = "*", collapse = " + ")),
    paste(block, "~~", paste(e, block, sep = "*"), collapse = "\n"),
    paste0("omega := (", paste(l, collapse = "+"), ")^2 / ((", paste(l, collapse = "+"), ")^2 + ",
           paste(e, collapse = "+"), ")"),
    sep = "\n"
  )
  fit <- cfa(model, sample.cov = S[block, block], sample.nobs = n, std.lv = TRUE)
  found <- parameterEstimates(fit)
  found[found$label == "omega", ]
}

invariance <- function() {
  equal <- list(configural = "", metric = "loadings", scalar = c("loadings", "intercepts"),
                strict = c("loadings", "intercepts", "residuals"))
  fits <- lapply(equal, function(each) {
    cfa(five, sample.cov = covariances, sample.mean = means, sample.nobs = sizes, std.lv = TRUE,
        meanstructure = TRUE, group.equal = each)
  })
  found <- lapply(fits, fitMeasures)
  lavTestLRT(fits$configural, fits$metric, fits$scalar, fits$strict)
  c(setNames(lapply(found, `[[`, "chisq"), paste("chi_square", names(found))),
    setNames(lapply(found, `[[`, "cfi"), paste("cfi", names(found))))
}

DRAWS <- 50  # of the bootstrap and of parallel analysis; the time of all draws is reckoned from them

tasks <- list(
  cfa = function() {
    fit <- cfa(five, sample.cov = S, sample.nobs = n, std.lv = TRUE)
    parameterEstimates(fit)
    indices(fit)
  },
  efa = function() {
    found <- fa(R, nfactors = 5, n.obs = n, fm = "minres", rotate = "oblimin")
    list(communality = mean(found$communality), largest_loading = max(abs(found$loadings)),
         factor_correlation = mean(found$Phi[lower.tri(found$Phi)]), chi_square = found$STATISTIC)
  },
  adequacy = function() {
    bartlett <- cortest.bartlett(R, n)
    list(kmo = KMO(R)$MSA, bartlett = bartlett$chisq)
  },
  map = function() {
    found <- vss(R, n = 8, rotate = "none", fm = "pc", n.obs = n, plot = FALSE)
    list(least = min(found$map), factors = which.min(found$map))
  },
  parallel = function() {
    found <- fa.parallel(R, n.obs = n, fm = "minres", fa = "both", n.iter = DRAWS, quant = 0.95, plot = FALSE)
    list(components = found$ncomp, factors = found$nfact)
  },
  omega = function() {
    found <- lapply(blocks, reliability)
    c(setNames(lapply(found, `[[`, "est"), paste("omega", names(blocks))),
      setNames(lapply(found, `[[`, "se"), paste("se", names(blocks))))
  },
  polychoric = function() {
    found <- lavCor(x, ordered = names(x), se = "none", output = "cor")
    list(mean = mean(found[lower.tri(found)]), largest = max(found[lower.tri(found)]))
  },
  polychoric_psych = function() {
    found <- polychoric(x, correct = 0)$rho
    list(mean = mean(found[lower.tri(found)]), largest = max(found[lower.tri(found)]))
  },
  mlr = function() {
    fit <- cfa(five, x, estimator = "MLR", std.lv = TRUE)
    parameterEstimates(fit)
    indices(fit, robust)
  },
  fiml = function() {
    fit <- cfa(five, incomplete, missing = "fiml", std.lv = TRUE)
    parameterEstimates(fit)
    indices(fit)
  },
  robust_fiml = function() {
    fit <- cfa(five, incomplete, estimator = "MLR", missing = "fiml", std.lv = TRUE)
    parameterEstimates(fit)
    indices(fit, robust)
  },
  wlsmv = function() {
    fit <- cfa(five, x, ordered = names(x), estimator = "WLSMV", std.lv = TRUE)
    parameterEstimates(fit)
    indices(fit, robust)
  },
  htmt = function() {
    found <- htmt(five, x, htmt2 = FALSE)
    replicate(DRAWS, htmt(five, x[sample.int(n, n, TRUE), ], htmt2 = FALSE))
    list(mean = mean(found[lower.tri(found)]), largest = max(found[lower.tri(found)]))
  },
  invariance = invariance
)

versions <- sapply(c("lavaan", "psych", "semTools"), function(each) as.character(packageVersion(each)))
blas <- basename(extSoftVersion()[["BLAS"]])
cat("side\t", paste0("R ", getRversion(), " (", blas, ", ", paste(names(versions), versions, collapse = ", "), ")"),
    "\n", sep = "")
cat("draws\t", DRAWS, "\n", sep = "")
cat("tasks\t", paste(names(tasks), collapse = ","), "\nend\n", sep = "")

asked <- file("stdin", "r")
while (length(task <- readLines(asked, 1)) > 0) {
  start <- Sys.time()
  found <- tryCatch(silently(tasks[[task]]()), error = function(problem) conditionMessage(problem))
  taken <- as.numeric(Sys.time() - start, units = "secs")
  if (is.character(found)) {
    cat("failed\t", gsub("\\s+", " ", found), "\n", sep = "")
  } else {
    cat("seconds\t", format(taken, digits = 15), "\n", sep = "")
    for (name in names(found)) cat("value\t", name, "\t", format(found[[name]], digits = 15), "\n", sep = "")
  }
  cat("end\n")
}
